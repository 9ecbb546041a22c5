"""A history of alerts, replayed through a configuration."""

import json
from datetime import timedelta

import pytest
from tests.flow.story import START, a_configuration, a_person, a_step, a_target

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.kernel.conversion import rfc3339
from hikeshi.rehearsal.backtest import backtest
from hikeshi.rehearsal.history import FaultyLineError, read_history


def configured(*steps, **changes):
    """Return a configuration of one service with these steps, as decisions look it up."""
    return directory_of(read(a_configuration(*steps, **changes)))


def line(minute, key="k", action="trigger", **more):
    """Return a line of a history, so many minutes after the start."""
    at = rfc3339(START + timedelta(minutes=minute))
    return json.dumps({"at": at, "service": "api", "dedup_key": key, "action": action, **more})


def replayed(*lines, steps=("ana", "ben"), **more):
    """Replay these lines through a configuration that pages these people in turn."""
    proposed = configured(*(a_step(person) for person in steps))
    return backtest(read_history(lines), proposed, **more)


def pages(outcome):
    """Return how often each person is paged."""
    return dict(outcome.pages)


def test_a_history_pages_as_a_rehearsal_does():
    """Steps run until somebody acknowledges or the source says that it is over."""
    found = replayed(line(0), line(3, action="resolve"), line(10), line(16, action="resolve"))

    assert pages(found.proposed) == {"ana": 2, "ben": 1}
    assert (found.proposed.incidents, found.proposed.unanswered, found.lines) == (2, 2, 4)
    assert found.passed


def test_acknowledgements_are_those_of_the_history():
    """Whoever acknowledged then does so now; without one nobody ever does."""
    taken = replayed(line(0), line(2, action="acknowledge", by="ana"))
    ignored = replayed(line(0))

    assert (pages(taken.proposed), taken.proposed.unanswered) == ({"ana": 1}, 0)
    assert (pages(ignored.proposed), ignored.proposed.unanswered) == ({"ana": 1, "ben": 1}, 1)
    assert taken.as_json()["acknowledgements"] == "as in the history, otherwise never"


def test_somebody_who_has_left_acknowledged_as_well():
    """The configuration no longer has them, but the history does."""
    found = replayed(line(0), line(2, action="acknowledge", by="zoe"))

    assert (pages(found.proposed), found.proposed.unanswered) == ({"ana": 1}, 0)


def test_nights_are_those_of_the_person():
    """03:10 in UTC is noon in Tokyo and night in London."""
    file = a_configuration(a_step("ana", "ben"))
    zones = {"ana": "Asia/Tokyo", "ben": "Europe/London", "cai": "UTC", "dee": "UTC"}
    people = [a_person(key, time_zone=zone) for key, zone in zones.items()]
    found = backtest(read_history([line(0)]), directory_of(read({**file, "users": people})))

    assert dict(found.proposed.night_pages) == {"ben": 1}


def test_what_nobody_would_be_told_is_missed():
    """Against history, in which every alert that began to fire counts."""
    found = replayed(line(0, title="Down"), line(1), line(9, "other"), steps=())

    assert not found.passed
    assert [(row["line"], row["dedup_key"], row["title"]) for row in found.missed] == [
        (1, "k", "Down"),
        (3, "other", ""),
    ]


def test_a_baseline_says_what_is_missed_and_added():
    """Only what differs between both configurations counts."""
    lines = [line(0), line(5, action="resolve")]
    nobody, somebody = configured(), configured(a_step("ana"))
    worse = backtest(read_history(lines), nobody, baseline=somebody)
    better = backtest(read_history(lines), somebody, baseline=nobody)

    assert (worse.missed_count, worse.added_count, worse.passed) == (1, 0, False)
    assert (better.missed_count, better.added_count, better.passed) == (0, 1, True)
    assert better.as_json()["baseline"]["pages"] == 0


def test_a_sender_the_configuration_does_not_know_is_taken_by_nobody():
    """It is counted, and missed; where its service is known, that takes it."""
    gone = line(0, integration="gone", service="gone")
    known = line(0, integration="gone")

    assert replayed(gone).proposed.nowhere == replayed(gone).missed_count == 1
    assert (replayed(known).proposed.nowhere, replayed(known).missed_count) == (0, 0)


def test_an_alert_that_joins_an_incident_is_told_with_it():
    """What is grouped with an incident that pages somebody is no miss."""
    grouping = [{"service": "api", "by": ["source"], "window_seconds": 600}]
    file = {**a_configuration(a_step("ana")), "grouping": grouping}
    proposed = directory_of(read(file))
    found = backtest(read_history([line(0), line(1, "other"), line(2, "third")]), proposed)

    assert (found.proposed.incidents, found.missed_count) == (1, 0)


def test_the_tail_goes_on_after_the_last_line():
    """Escalation of what is still open goes on for so long, and no longer."""
    assert pages(replayed(line(0), tail=timedelta(minutes=4)).proposed) == {"ana": 1}
    assert pages(replayed(line(0), tail=timedelta(minutes=5)).proposed) == {"ana": 1, "ben": 1}


def test_what_is_over_is_forgotten_and_fires_anew():
    """A resolved incident takes no part any more, whoever resolved it; its key begins another."""
    service = {"auto_resolve_seconds": 600}
    proposed = configured(a_step("ana"), service=service)
    lines = [line(0), line(20), line(21, action="resolve"), line(22, action="resolve"), line(30)]
    found = backtest(read_history(lines), proposed)

    assert (found.proposed.incidents, pages(found.proposed)) == (3, {"ana": 3})


def test_a_last_resort_that_nobody_ends_is_counted():
    """It pages until the tail ends."""
    last_resort = {"targets": [a_target("dee")], "after_seconds": 600, "every_seconds": 600}
    proposed = configured(a_step("ana"), last_resort=last_resort)
    found = backtest(read_history([line(0)]), proposed)

    assert pages(found.proposed) == {"ana": 1, "dee": 5}


def test_an_empty_history_misses_nothing():
    """Nothing happened, nobody is paged."""
    found = replayed()

    assert (found.lines, found.passed, found.as_json()["since"]) == (0, True, None)


@pytest.mark.parametrize(
    ("lines", "number", "pointer"),
    [
        (["{"], 1, ""),
        (["[]"], 1, ""),
        (["7"], 1, ""),
        (["", line(0), "{}"], 3, "/at"),
        ([line(5), line(4)], 2, "/at"),
        ([line(0, severity="bad")], 1, "/severity"),
        ([line(0, action="dance")], 1, "/action"),
        ([line(0, labels=[])], 1, "/labels"),
        ([line(0, labels={"a": 1})], 1, "/labels/a"),
        ([line(0, colour="red")], 1, "/colour"),
        ([json.dumps({"at": "2026-01-05T00:00:00", "dedup_key": "k", "service": "x"})], 1, "/at"),
        ([json.dumps({"at": "2026-01-05T00:00:00Z", "dedup_key": "k"})], 1, "/integration"),
        (["[" * 100_000], 1, ""),
    ],
)
def test_a_faulty_line_is_named(lines, number, pointer):
    """With its number and what is wrong in it."""
    with pytest.raises(FaultyLineError) as caught:
        list(read_history(lines))

    assert caught.value.number == number
    assert pointer in [fault.pointer for fault in caught.value.faults]
