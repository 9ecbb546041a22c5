"""What an edit changes about who is on call."""

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.oncall.builders import A, B, C, a_layer, a_rotation, a_schedule, an_override, span

from hikeshi.oncall import Override, differences, on_call

WEEK = span("2026-01-05", "2026-01-12")
DAILY = a_schedule(a_layer(A, B, rotation=a_rotation("daily"), start="2026-01-05T00:00"))


def told(before, after, interval=WEEK):
    """Differences as (start, end, before, after)."""
    return [
        (f"{d.interval.start:%dT%H}", f"{d.interval.end:%dT%H}", d.before, d.after)
        for d in differences(before, after, interval)
    ]


def test_equal_schedules_do_not_differ():
    """Nothing changes, nothing is told."""
    assert told(DAILY, DAILY) == []


def test_only_the_time_of_an_override_differs():
    """Where it names whoever is there anyway, nothing changes."""
    override = an_override("2026-01-06T12:00", "2026-01-07T12:00", B)
    after = evolve(DAILY, overrides=(override,))

    assert told(DAILY, after) == [("07T00", "07T12", (A,), (B,))]


def test_a_gap_is_nobody():
    """Removing the last person leaves a gap, and neighbouring pieces are one."""
    after = evolve(DAILY, layers=())

    assert told(DAILY, after)[0] == ("05T00", "06T00", (A,), ())
    assert len(told(DAILY, after)) == 7


def test_who_stays_by_other_means_is_one_difference():
    """C has a layer until noon and an override after it: one span, beside one of another day."""
    layer = a_layer(C, start="2026-01-07T00:00", end="2026-01-07T12:00", name="top")
    overrides = (
        an_override("2026-01-05", "2026-01-05T06:00", C),
        an_override("2026-01-07T12:00", "2026-01-08", C),
    )
    after = evolve(DAILY, layers=(*DAILY.layers, layer), overrides=overrides)

    assert told(DAILY, after) == [("05T00", "05T06", (A,), (C,)), ("07T00", "08T00", (A,), (C,))]


def test_a_new_schedule_is_all_new():
    """Where there was none, everything is a change but the gaps."""
    later = a_schedule(a_layer(C, start="2026-01-10T00:00"))

    assert told(None, later) == [("10T00", "12T00", (), (C,))]
    assert told(later, None) == [("10T00", "12T00", (C,), ())]


def test_the_order_of_people_is_no_difference():
    """Two together are on call, whoever is named first."""
    one = a_schedule(a_layer((A, B), start="2026-01-05T00:00"))
    other = a_schedule(a_layer((B, A), start="2026-01-05T00:00"))

    assert told(one, other) == []


@given(
    hours=st.lists(st.integers(0, 200), min_size=2, max_size=6, unique=True),
    user=st.sampled_from((A, B, C)),
    at=st.integers(0, 7 * 24 * 4 - 1),
)
def test_every_instant_is_told_right(hours, user, at):
    """At any quarter of an hour the answer is that of `on_call`."""
    start, end = (WEEK.start + timedelta(hours=hour) for hour in sorted(hours)[:2])
    moved = Override(start, end, user)
    after = evolve(DAILY, overrides=(moved,))
    instant = WEEK.start + timedelta(minutes=15 * at)
    here = [d for d in differences(DAILY, after, WEEK) if instant in d.interval]
    was, will = on_call(DAILY, instant), on_call(after, instant)

    assert bool(here) is (set(was) != set(will))
    assert [(d.before, d.after) for d in here] == ([(was, will)] if here else [])


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe"])
def test_a_change_of_the_clock_is_no_difference(zone):
    """A rotation of one person is the same on both sides of it."""
    schedule = a_schedule(a_layer(A, start="2026-03-01T00:00"), zone=zone)
    longer = evolve(schedule, layers=(a_layer(A, A, start="2026-03-01T00:00"),))

    assert told(schedule, longer, span("2026-03-01", "2026-12-01")) == []
