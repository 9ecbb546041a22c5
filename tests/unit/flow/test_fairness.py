"""The ledger of load counts what people lived through, in their own zone."""

from datetime import UTC, date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.oracle.oncall_schedules import read, schedules
from tests.unit.oncall.builders import A, B, a_layer, a_rotation, a_schedule, span, utc

from hikeshi.flow.fairness import LONGEST_LEDGER, on_call_load
from hikeshi.incidents.queries import PagesOfMinute
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Override, OverrideMode, merged_shifts
from hikeshi.oncall.model.extent import TooManyPiecesError
from hikeshi.testing.builders import a_user

HOUR = timedelta(hours=1)
EPOCH = utc("1970-01-01")
WEEK = span("2026-01-05", "2026-01-12")  # Monday to Monday
ALWAYS = a_schedule(a_layer(A, start="2025-01-01T00:00"))


def page(at, user=A, count=1):
    """Pages of a minute."""
    return PagesOfMinute(user_id=user, at=utc(at), count=count)


def ledger(*pages, schedules=(ALWAYS,), zone="UTC", interval=WEEK):
    """The load of each person, who all live in one zone."""
    people = {user: a_user(id=user, time_zone=zone) for user in (A, B)}
    return {row.user_id: row for row in on_call_load(schedules, people, pages, interval)}


def test_a_whole_week_on_call():
    """168 hours, 56 of them at night, 48 on the weekend; nothing began inside it."""
    row = ledger()[A]

    assert (row.on_call, row.night, row.weekend) == (168 * HOUR, 56 * HOUR, 48 * HOUR)
    assert row.hand_offs == 0


def test_nights_and_weekends_follow_the_local_clock():
    """The night in which the clock goes forward is an hour shorter, the one back an hour longer."""
    forward = ledger(zone="Europe/Berlin", interval=span("2026-03-28T12:00", "2026-03-29T12:00"))
    back = ledger(zone="Europe/Berlin", interval=span("2026-10-24T12:00", "2026-10-25T12:00"))

    assert forward[A].night == 7 * HOUR
    assert back[A].night == 9 * HOUR
    tokyo = ledger(zone="Asia/Tokyo", interval=span("2026-01-09T12:00", "2026-01-09T18:00"))
    assert (tokyo[A].night, tokyo[A].weekend) == (5 * HOUR, 3 * HOUR)


def test_holidays_are_days_of_the_local_clock():
    """On a weekend too; whoever lives ahead has theirs earlier, and no day counts twice."""
    days = frozenset({date(2026, 1, 9), date(2026, 1, 10), date(2027, 1, 1)})
    people = {A: a_user(id=A, time_zone="Asia/Tokyo")}
    friday = span("2026-01-09", "2026-01-10")

    [week] = on_call_load([ALWAYS, ALWAYS], people, (), WEEK, days)
    [utc_day] = on_call_load([ALWAYS], people, (), friday, frozenset({date(2026, 1, 9)}))

    assert (week.holiday, week.weekend, week.on_call) == (48 * HOUR, 48 * HOUR, 168 * HOUR)
    assert utc_day.holiday == 15 * HOUR


def test_hours_on_two_schedules_at_once_count_once():
    """Hand-offs count for each schedule; a person beside others counts too."""
    daily = a_schedule(a_layer(A, B, start="2025-01-01T00:00", rotation=a_rotation("daily")))
    beside = Override(utc("2026-01-05T00:00"), utc("2026-01-05T01:00"), B, OverrideMode.ADDITIONAL)
    with_b = a_schedule(a_layer(A, start="2025-01-01T00:00"), overrides=(beside,))

    rows = ledger(schedules=(ALWAYS, daily, with_b))

    assert rows[A].on_call == 168 * HOUR
    assert rows[A].hand_offs + rows[B].hand_offs == 6
    assert timedelta() < rows[B].on_call < 168 * HOUR


def test_times_apart_from_each_other_are_added():
    """Two schedules overlap twice: what they have in common counts once, each time."""

    def rota(*hours):
        taken = (
            Override(utc(f"2026-01-0{d}T{a:02}"), utc(f"2026-01-0{d}T{b:02}"), A)
            for d, a, b in hours
        )
        return a_schedule(overrides=tuple(taken))

    rows = ledger(schedules=(rota((5, 8, 12), (7, 8, 12)), rota((5, 10, 14), (7, 9, 11))))

    assert rows[A].on_call == 10 * HOUR


def test_broken_nights():
    """Two clusters in one night break it twice; by day, or off call, nothing is broken."""
    rows = ledger(
        page("2026-01-05T23:00", count=3),
        page("2026-01-05T23:30"),
        page("2026-01-06T00:01"),
        page("2026-01-06T05:59"),
        page("2026-01-06T06:00"),
        page("2026-01-07T22:00"),
        page("2026-01-06T03:00", user=B),
    )

    assert (rows[A].pages, rows[A].night_pages) == (8, 7)
    assert (rows[A].interrupted_nights, rows[A].interruptions) == (2, 4)
    assert (rows[B].pages, rows[B].night_pages, rows[B].interruptions) == (1, 1, 0)


def test_a_ledger_without_end_is_refused():
    """More than a leap year is asked for in parts."""
    too_long = Interval(WEEK.start, WEEK.start + LONGEST_LEDGER + HOUR)

    with pytest.raises(InvalidError):
        ledger(interval=too_long)


@given(schedules(), st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Tokyo"]))
def test_the_hours_are_those_of_the_shifts(case, zone):
    """Per person they add up to the final shifts, and quarter by quarter nights agree."""
    document, since, until = case
    schedule, interval = read(document), Interval(since, min(until, since + timedelta(days=3)))
    shifts = merged_shifts(schedule, interval)
    people = {shift.user: a_user(id=shift.user, time_zone=zone) for shift in shifts}

    rows = {row.user_id: row for row in on_call_load([schedule], people, (), interval)}

    for user in people:
        own = [shift.interval for shift in shifts if shift.user == user]
        assert rows[user].on_call == sum((each.duration for each in own), timedelta())
        assert rows[user].night == _stepped(own, _zone(zone))


def _stepped(own, zone):
    """Add up nights by walking from one quarter of an hour on the clock to the next."""
    quarter, total = timedelta(minutes=15), timedelta()
    for each in own:
        at = each.start.astimezone(UTC)
        while at < each.end:
            end = min(at - (at - EPOCH) % quarter + quarter, each.end)
            hour = at.astimezone(zone).hour
            total += (end - at) if hour >= 22 or hour < 6 else timedelta()
            at = end
    return total


def _zone(name):
    return a_schedule(zone=name).zone


def test_people_nobody_knows_live_in_utc():
    """A page to somebody who is no longer there is still counted."""
    rows = on_call_load((), {}, [page("2026-01-06T03:00")], WEEK)

    assert [(row.user_id, row.night_pages) for row in rows] == [(A, 1)]


def test_a_schedule_that_changes_hands_too_often_is_not_counted_out():
    """A ledger of turns of a second would keep everybody else waiting."""
    seconds = a_schedule(a_layer(A, B, rotation=a_rotation("custom", seconds=1)))

    with pytest.raises(TooManyPiecesError):
        ledger(schedules=(seconds,))
