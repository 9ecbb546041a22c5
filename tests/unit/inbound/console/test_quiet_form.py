"""A silence and a maintenance window as their forms have them."""

from datetime import timedelta
from uuid import UUID

import pytest
from attrs import evolve
from tests.flow.story import START

from hikeshi.alerts.model.matcher import Matcher
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ServiceId
from hikeshi.teams.model.service import Service
from hikeshi.testing.builders import a_team, an_alert
from hikeshi_server.inbound.console.quiet_form import (
    like,
    read_matchers,
    read_silence,
    read_window,
    service_field,
)
from hikeshi_server.inbound.console.times import Times
from hikeshi_server.inbound.console.wording import words

TOKYO = Times.in_zone("Asia/Tokyo", START, words("en"))
SHOP = Service(id=ServiceId(UUID(int=1)), key="shop", name="Shop")
TEAM = a_team(key="sre")


def a_form(**changes):
    """A form that is complete."""
    return {"matchers": "env=staging", "comment": "load test", **changes}


@pytest.mark.parametrize(
    ("line", "matcher"),
    [
        ("env=staging", Matcher(name="env", value="staging")),
        (" env != a=b ", Matcher(name="env", value="a=b", is_equal=False)),
        ("host=~db-.*|x", Matcher(name="host", value="db-.*|x", is_regex=True)),
        ("host!~db", Matcher(name="host", value="db", is_regex=True, is_equal=False)),
        ("env=", Matcher(name="env", value="")),
    ],
)
def test_a_condition_is_a_line(line, matcher):
    """As it is written on the board, and blank lines mean nothing."""
    assert read_matchers(f"\r\n{line}\r\n\n") == (matcher,)
    assert read_matchers(str(matcher)) == (matcher,)


@pytest.mark.parametrize("text", ["", "\n", "staging", "=x", "host=~(", "a=b\n" * 51])
def test_what_is_no_condition_is_said_at_its_field(text):
    """An expression nobody understands is one as well."""
    with pytest.raises(InvalidError) as refused:
        read_matchers(text)

    assert [fault.pointer for fault in refused.value.faults] == ["/matchers"]


@pytest.mark.parametrize(
    ("form", "starts", "ends"),
    [
        ({}, None, START + timedelta(hours=1)),
        ({"minutes": "30"}, None, START + timedelta(minutes=30)),
        (
            {"starts_at": "2026-01-05T15:10", "minutes": "240"},
            START + timedelta(hours=3),
            START + timedelta(hours=7),
        ),
        ({"ends_at": "2026-01-06T12:10", "minutes": "30"}, None, START + timedelta(days=1)),
    ],
)
def test_a_silence_lasts_as_long_as_is_said(form, starts, ends):
    """From now unless a beginning is named; an end that is named wins over a length."""
    draft = read_silence(a_form(**form), [TEAM], TOKYO)

    assert (draft.starts_at, draft.ends_at) == (starts, ends)
    assert (draft.comment, draft.team_id) == ("load test", None)


def test_a_silence_can_be_about_one_team():
    """By its key."""
    assert read_silence(a_form(team="sre"), [TEAM], TOKYO).team_id == TEAM.id


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("comment", "  "),
        ("minutes", "31"),
        ("team", "nobody"),
        ("starts_at", "tomorrow"),
        ("ends_at", "late"),
        ("matchers", ""),
    ],
)
def test_nonsense_is_said_at_its_field(field, text):
    """Whatever is sent, nothing is guessed."""
    with pytest.raises(InvalidError) as refused:
        read_silence(a_form(**{field: text}), [TEAM], TOKYO)

    assert refused.value.faults[0].pointer == f"/{field}"


def test_a_window_is_about_the_services_that_were_chosen():
    """Without an end it lasts until somebody ends it; without a service or a reason it is none."""
    chosen = {service_field(SHOP.id): "yes", "reason": "new racks"}

    window = read_window(chosen, [SHOP, evolve(SHOP, id=ServiceId(UUID(int=2)))], TOKYO)

    assert (window.service_ids, window.reason) == ((SHOP.id,), "new racks")
    assert (window.starts_at, window.ends_at) == (None, None)
    for missing in chosen:
        with pytest.raises(InvalidError):
            read_window({**chosen, missing: ""}, [SHOP], TOKYO)


@pytest.mark.parametrize(
    ("labels", "service", "lines"),
    [
        ({"env": "prod", "host": "db-1"}, SHOP, ["service=shop", "env=prod", "host=db-1"]),
        ({"a=b": "x", "text": "two\nlines", "tilde": "~x", "env": "prod"}, None, ["env=prod"]),
        ({}, SHOP, ["service=shop", "title=Disk full"]),
        ({"service": "its own"}, SHOP, ["service=its own"]),
    ],
)
def test_alerts_like_this_one_are_proposed_by_their_labels(labels, service, lines):
    """What a line cannot say is left out; without labels the title says what it is."""
    assert like(an_alert(title="Disk full", labels=labels), service).splitlines() == lines
