"""What calendar programs are shown of schedules."""

from datetime import timedelta
from uuid import UUID

import pytest
from attrs import evolve
from tests.unit.oncall.builders import A, B, a_layer, a_rotation, a_schedule, span, utc

from hikeshi.kernel.ids import ScheduleId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Override
from hikeshi.oncall.model.calendar import (
    MOST_ENTRIES,
    SHOWN_AFTER,
    SHOWN_BEFORE,
    CalendarTooLongError,
    calendar_of_schedule,
    calendar_of_user,
    calendar_window,
)

WINDOW = span("2026-01-01", "2026-03-01")


@pytest.mark.parametrize("now", ["2026-01-01T00:00", "2026-01-31T23:59", "2026-07-05T00:00"])
def test_the_window_moves_once_a_month(now):
    """It is whole months, and never less than promised on either side."""
    window = calendar_window(utc(now))

    assert window.start <= utc(now) - SHOWN_BEFORE
    assert window.end > utc(now) + SHOWN_AFTER
    assert (window.start.day, window.end.day) == (1, 1)
    assert calendar_window(utc(now).replace(day=2)) == calendar_window(utc(now).replace(day=3))


def test_a_shift_keeps_its_name_when_it_is_prolonged():
    """The UID speaks of schedule, person and start, so a later end is the same event."""
    schedule = a_schedule(a_layer(A, B))
    first = calendar_of_schedule(schedule, WINDOW)[0]
    override = Override(utc("2026-01-12T09:00"), utc("2026-01-13T09:00"), A)
    later = calendar_of_schedule(evolve(schedule, overrides=(override,), version=2), WINDOW)[0]

    assert first.interval.end < later.interval.end
    assert first.uid == later.uid
    assert (first.edition, later.edition) == (1, 2)


def test_shifts_have_whole_seconds_and_no_emptiness():
    """What begins and ends within a second is left out; bounds round down together."""
    start = utc("2026-01-10T00:00:00.250000")
    blip = Override(start, start + timedelta(microseconds=5), A)
    schedule = a_schedule(overrides=(blip, Override(start, start + timedelta(hours=1), B)))

    entries = calendar_of_schedule(schedule, WINDOW)

    assert [entry.user_id for entry in entries] == [B]
    assert entries[0].interval == span("2026-01-10T00:00", "2026-01-10T01:00")


def test_a_person_sees_their_shifts_on_all_schedules_in_order():
    """Others' shifts are left out; schedules are merged by start."""
    first = a_schedule(a_layer(A, B))
    second = evolve(first, id=ScheduleId(UUID(int=98)), key="second", layers=(a_layer(B, A),))

    entries = calendar_of_user((first, second), A, WINDOW)

    assert {entry.user_id for entry in entries} == {A}
    starts = [entry.interval.start for entry in entries]
    assert starts == sorted(starts)
    assert {entry.schedule_id for entry in entries} == {first.id, second.id}


def test_a_calendar_that_nobody_could_open_is_refused():
    """Turns of five minutes over months are more than calendar programs take."""
    schedule = a_schedule(a_layer(A, B, rotation=a_rotation("custom", seconds=300)))

    with pytest.raises(CalendarTooLongError):
        calendar_of_schedule(schedule, Interval(WINDOW.start, WINDOW.end))


def test_as_many_shifts_as_promised_are_shown():
    """The limit itself is allowed, one more is not."""
    schedule = a_schedule(a_layer(A, B, rotation=a_rotation("custom", seconds=60)))
    start = utc("2026-01-05T09:00")
    full = Interval(start, start + timedelta(minutes=MOST_ENTRIES))

    assert len(calendar_of_schedule(schedule, full)) == MOST_ENTRIES
    with pytest.raises(CalendarTooLongError):
        calendar_of_schedule(schedule, evolve(full, end=full.end + timedelta(seconds=1)))
