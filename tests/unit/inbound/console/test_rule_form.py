"""A rule, quiet hours and a floor as their forms have them, and back."""

from datetime import time, timedelta
from uuid import UUID

import pytest
from attrs import evolve

from hikeshi.kernel.condition import Condition, ConditionHours, HolidayCondition
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ContactMethodId, HolidaySetId, UserId
from hikeshi.kernel.local_hours import DailyHours
from hikeshi.kernel.quiet_hours import QuietHours
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.rule_draft import RuleDraft
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.floor import FloorEntry
from hikeshi_server.inbound.console.rule_form import (
    read_floor,
    read_quiet_hours,
    read_rule,
    written_floor,
    written_quiet_hours,
    written_rule,
)

METHOD, OURS = ContactMethodId(UUID(int=1)), HolidaySetId(UUID(int=2))
WHEN = Condition(
    severities=(Severity.SEV1, Severity.SEV3),
    times=(ConditionHours(opens=time(22), closes=time(7), time_zone="responder"),),
    holidays=HolidayCondition(set_id=OURS, on=False, time_zone="Asia/Tokyo"),
)
RULES = (
    RuleDraft(contact_method_id=METHOD, user_id=UserId(UUID(int=3))),
    RuleDraft(
        contact_method_id=METHOD,
        user_id=UserId(UUID(int=3)),
        urgency=Urgency.LOW,
        delay=timedelta(minutes=2, seconds=30),
        when=WHEN,
    ),
)


@pytest.mark.parametrize("rule", RULES)
def test_a_form_sent_back_as_it_was_shown_changes_nothing(rule):
    """Not even what it cannot show, such as the zone of a day."""
    assert read_rule(written_rule(rule), rule) == rule


def test_another_set_of_holidays_is_another_condition():
    """On its days only; emptied fields take the condition away."""
    form = {**written_rule(RULES[1]), "holidays": f"on {METHOD}"}
    bare = {"method": str(METHOD), "urgency": "low", "minutes": "", "seconds": "90"}

    changed, emptied = read_rule(form, RULES[1]), read_rule(bare, RULES[1])

    other = HolidayCondition(set_id=HolidaySetId(METHOD))
    assert changed == evolve(RULES[1], when=evolve(WHEN, holidays=other))
    assert (emptied.delay, emptied.when) == (timedelta(seconds=90), None)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("method", "x"),
        ("urgency", "loud"),
        ("minutes", "-1"),
        ("minutes", "1.5"),
        ("seconds", "٣"),
        ("seconds", "9" * 30),
        ("hours", "late"),
        ("holidays", "on x"),
        ("holidays", f"never {OURS}"),
    ],
)
def test_nonsense_is_said_at_its_field(field, text):
    """Whatever is sent, nothing is guessed."""
    with pytest.raises(InvalidError) as refused:
        read_rule({**written_rule(RULES[0]), field: text})

    assert refused.value.faults[0].pointer == f"/{field}"


@pytest.mark.parametrize("waits", [True, False])
def test_quiet_hours_come_back_as_they_were_shown(waits):
    """With or without what is urgent; none is none."""
    night = QuietHours(
        windows=(DailyHours(opens=time(22), closes=time(7)),), high_urgency_waits=waits
    )

    assert read_quiet_hours(written_quiet_hours(night)) == night
    assert read_quiet_hours(written_quiet_hours(None)) is None


@pytest.mark.parametrize(
    "form",
    [
        {"windows": "", "high_urgency_waits": "yes"},
        {"windows": "00:00-24:00"},
        {"windows": "22:00"},
    ],
)
def test_quiet_hours_say_when_and_leave_some_time(form):
    """Letting what is urgent wait at no time, or always, is a mistake."""
    with pytest.raises(InvalidError) as refused:
        read_quiet_hours(form)

    assert refused.value.faults[0].pointer == "/windows"


def test_a_floor_comes_back_as_it_was_shown():
    """Kinds, urgency and time."""
    entry = FloorEntry(
        urgency=Urgency.LOW,
        kinds=(ContactKind.SMS, ContactKind.VOICE),
        within=timedelta(minutes=5, seconds=10),
    )

    assert read_floor(written_floor(entry)) == entry


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"minutes": "5"}, "kinds"),
        ({"sms": "yes", "minutes": "1441"}, "minutes"),
        ({"sms": "yes", "urgency": "x"}, "urgency"),
    ],
)
def test_a_floor_needs_kinds_and_at_most_a_day(form, field):
    """Said at the field."""
    with pytest.raises(InvalidError) as refused:
        read_floor(form)

    assert refused.value.faults[0].pointer == f"/{field}"
