"""Accepting a swap changes its interval and nothing else, whatever the schedule is made of."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.unit.oncall.builders import A, B, C, D, a_layer, a_rotation, a_schedule, span, utc

from hikeshi.kernel.errors import ConflictError
from hikeshi.kernel.ids import SwapId
from hikeshi.kernel.intervals import Interval, subtract
from hikeshi.oncall import (
    DailyRestriction,
    Override,
    OverrideMode,
    SwapDraft,
    SwapStatus,
    gaps,
    held,
    merged_shifts,
    on_call,
    swap_effect,
)
from hikeshi.oncall.errors import NothingToGiveError, SwapClosedError
from hikeshi.oncall.model.holding import holds, idle

NOW = utc("2026-01-05T09:00")
WHOLE = Interval(NOW, NOW + timedelta(days=28))
PEOPLE = (A, B, C, D)
ID = SwapId(UUID(int=5))

hours = st.integers(0, 28 * 24)
people = st.sampled_from(PEOPLE)
turns = st.lists(st.lists(people, max_size=2, unique=True).map(tuple), min_size=1, max_size=4)


@st.composite
def spans(draw):
    """A span of some hours in the four weeks."""
    first, second = sorted((draw(hours), draw(hours)))
    assume(first < second)
    return Interval(NOW + timedelta(hours=first), NOW + timedelta(hours=second))


@st.composite
def overrides(draw):
    """An override of any mode."""
    interval, user = draw(spans()), draw(people)
    mode = draw(st.sampled_from(OverrideMode))
    replaces = draw(st.none() | people) if mode is OverrideMode.REPLACE else None
    assume(replaces != user)
    return Override(interval.start, interval.end, user, mode, replaces)


@st.composite
def schedules(draw):
    """Two layers, the upper one at night, and some overrides."""
    days = a_layer(*draw(turns), rotation=a_rotation("daily", draw(st.integers(1, 3))))
    nights = a_layer(
        *draw(turns),
        name="nights",
        rotation=a_rotation("daily"),
        restrictions=(
            DailyRestriction(utc("2026-01-01T22:00").time(), utc("2026-01-01T06:00").time()),
        ),
    )
    found = draw(st.lists(overrides(), max_size=3))
    return a_schedule(days, nights, zone="Europe/Berlin", overrides=tuple(found))


def a_swap(schedule, interval, giver, asked=None, in_return=None):
    """A swap offered when the four weeks begin."""
    draft = SwapDraft(
        schedule_id=schedule.id,
        giver_id=giver,
        start=interval.start,
        end=interval.end,
        asked_id=asked,
        in_return=in_return,
    )
    return draft.to_swap(schedule, ID, NOW)


def accepted(schedule, swap, taker):
    """The schedule once somebody accepted."""
    return schedule.add_overrides(swap.overrides(taker, NOW), NOW)


@st.composite
def around(draw, shift):
    """A span that holds part of a shift, and maybe more."""
    start = shift.start + timedelta(hours=draw(st.integers(-12, 12)))
    start = max(NOW, min(start, shift.end - timedelta(hours=1)))
    length = draw(st.integers(1, 72))
    return Interval(start, max(start, shift.start) + timedelta(hours=length))


@st.composite
def swaps(draw, *, both=False):
    """A schedule, a swap that was just offered on it, and who would take it."""
    schedule = draw(schedules())
    shifts = merged_shifts(schedule, WHOLE)
    assume(shifts)
    shift = draw(st.sampled_from(shifts))
    interval = draw(around(shift.interval))
    if not both:
        taker = draw(st.sampled_from([user for user in PEOPLE if user != shift.user]))
        return schedule, a_swap(schedule, interval, shift.user), taker
    others = [
        other
        for other in shifts
        if other.user != shift.user and not other.interval.overlaps(interval)
    ]
    assume(others)
    other = draw(st.sampled_from(others))
    return schedule, a_swap(schedule, interval, shift.user, other.user, other.interval), other.user


@given(swaps())
def test_accepting_changes_its_pieces_only(offered):
    """Outside nobody notices; inside the taker is there, the giver is not, and no gap opens."""
    schedule, swap, taker = offered
    after = accepted(schedule, swap, taker)

    for at in _instants(schedule, after):
        was, comes = set(on_call(schedule, at)), set(on_call(after, at))
        if any(at in piece for piece in swap.pieces):
            assert comes == (was - {swap.giver_id}) | {taker}
        else:
            assert comes == was
    assert gaps(after, WHOLE) == gaps(schedule, WHOLE)


@given(swaps())
def test_the_pieces_are_exactly_the_giver_s_own(offered):
    """Once they are given the giver holds what is left, and nothing of them."""
    schedule, swap, taker = offered
    kept = [
        rest
        for shift in held(schedule, swap.giver_id, WHOLE)
        for rest in subtract(shift, swap.pieces)
    ]

    assert held(accepted(schedule, swap, taker), swap.giver_id, WHOLE) == tuple(kept)


@given(swaps(both=True))
def test_both_ways_nobody_is_missing(offered):
    """A true swap leaves every instant covered that was, and each side has what it took."""
    schedule, swap, asked = offered
    after = accepted(schedule, swap, asked)

    assert gaps(after, WHOLE) == gaps(schedule, WHOLE)
    assert holds(after, asked, swap.pieces, NOW)
    assert holds(after, swap.giver_id, swap.returned, NOW)
    for at in _instants(schedule, after):
        if not any(at in piece for piece in (*swap.pieces, *swap.returned)):
            assert set(on_call(after, at)) == set(on_call(schedule, at))


@given(swaps())
def test_a_fresh_swap_acts_everywhere(offered):
    """Nothing of it is idle, and withdrawing it restores the schedule."""
    schedule, swap, taker = offered
    after = accepted(schedule, swap, taker)
    own = [override for override in after.overrides if override.swap_id]

    assert [idle(after, override, NOW) for override in own] == [() for _ in swap.pieces]
    assert after.end_swap(ID, NOW).overrides == schedule.overrides


def _instants(*found):
    """Every instant of the four weeks at which an answer may change, and the first."""
    bounds = {NOW}
    for schedule in found:
        for shift in merged_shifts(schedule, WHOLE):
            bounds |= {shift.interval.start, shift.interval.end}
    return sorted(bound for bound in bounds if bound < WHOLE.end)


def test_the_effect_is_shown_before():
    """The shifts merged per person, as they are and as they would be."""
    schedule = a_schedule(a_layer(A, B))
    swap = a_swap(schedule, span("2026-01-06", "2026-01-07"), A)

    effect = swap_effect(schedule, swap, C, NOW)

    assert [shift.user for shift in effect.before] == [A]
    assert [shift.user for shift in effect.after] == [C]


def test_no_effect_is_shown_of_what_is_closed():
    """A swap that is withdrawn would change nothing."""
    schedule = a_schedule(a_layer(A, B))
    swap = a_swap(schedule, span("2026-01-06", "2026-01-07"), A).withdraw(NOW)

    with pytest.raises(SwapClosedError, match="withdrawn"):
        swap_effect(schedule, swap, C, NOW)


def test_of_two_sides_the_earlier_one_ends_the_offer():
    """It is too late once either side has begun."""
    schedule = a_schedule(a_layer(A, B))
    back = span("2026-01-06", "2026-01-07")
    swap = a_swap(schedule, span("2026-01-13", "2026-01-14"), B, A, back)

    assert swap.expires_at == back.start
    assert swap.status_at(back.start - timedelta(microseconds=1)) is SwapStatus.ASKED
    assert swap.status_at(back.start) is SwapStatus.EXPIRED


def test_a_schedule_that_changes_hands_too_often_holds_nobody():
    """Its shifts are not counted: a swap on it breaks instead of costing everybody's time."""
    seconds = a_schedule(a_layer(A, rotation=a_rotation("custom", seconds=1), restrictions=()))
    pair = a_schedule(a_layer(A, B, rotation=a_rotation("custom", seconds=1)))

    assert holds(seconds, A, (WHOLE,), NOW)
    assert not holds(pair, A, (WHOLE,), NOW)
    assert issubclass(NothingToGiveError, ConflictError)
