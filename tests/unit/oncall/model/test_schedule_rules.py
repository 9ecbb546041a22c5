"""Layers, overrides and half-open intervals ("On-call 1", "2", "6" and "9")."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from tests.oracle.oncall_schedules import read, schedules
from tests.unit.oncall.builders import (
    NAMES,
    A,
    B,
    C,
    D,
    a_layer,
    a_rotation,
    a_schedule,
    an_override,
    sources,
    span,
    utc,
    written,
)

from hikeshi.oncall import (
    DailyRestriction,
    breakpoints,
    gaps,
    layer_shifts,
    merged_shifts,
    on_call,
    shifts,
)

MICROSECOND = timedelta(microseconds=1)
DAY = span("2026-01-05T09:00", "2026-01-06T09:00")
OFFICE = DailyRestriction(time(10), time(16))


def over(*overrides, layers=None):
    """A schedule where A is on call, with overrides."""
    return a_schedule(*(layers or [a_layer(A)]), overrides=overrides)


def noon(start, end, user, mode="replace", replaces=None):
    """An override on 5 January 2026, between two hours."""
    return an_override(f"2026-01-05T{start}:00", f"2026-01-05T{end}:00", user, mode, replaces)


class TestLayers:
    """On-call 1."""

    def test_a_later_layer_wins_where_it_has_someone(self):
        """Below it, the earlier layer shows through again as soon as it does not."""
        day = a_layer(B, name="day", restrictions=(OFFICE,))
        schedule = a_schedule(a_layer(A), day)

        assert sources(shifts(schedule, DAY)) == [
            ("01-05T09:00", "01-05T10:00", "a", "layer:week"),
            ("01-05T10:00", "01-05T16:00", "b", "layer:day"),
            ("01-05T16:00", "01-06T09:00", "a", "layer:week"),
        ]

    def test_an_empty_turn_lets_the_earlier_layer_through(self):
        """Nobody's turn is no one, also in a later layer."""
        alternating = a_layer(B, None, name="top", rotation=a_rotation("hourly", 12))
        schedule = a_schedule(a_layer(A), alternating)

        assert written(shifts(schedule, DAY)) == [
            ("01-05T09:00", "01-05T21:00", "b"),
            ("01-05T21:00", "01-06T09:00", "a"),
        ]

    def test_several_people_of_a_turn_are_on_call_together(self):
        """They stand in the order of the turn, and their shifts in the order of people."""
        schedule = a_schedule(a_layer((B, A)))

        assert on_call(schedule, utc("2026-01-05T12:00")) == (B, A)
        assert written(shifts(schedule, DAY)) == [
            ("01-05T09:00", "01-06T09:00", "a"),
            ("01-05T09:00", "01-06T09:00", "b"),
        ]

    def test_an_empty_turn_of_the_only_layer_is_a_gap(self):
        """Where nobody has the turn, nobody is on call."""
        schedule = a_schedule(a_layer(A, None, rotation=a_rotation("hourly", 12)))

        assert (span("2026-01-05T21:00", "2026-01-06T09:00"),) == gaps(schedule, DAY)

    def test_nobody_is_on_call_before_the_start_and_after_the_end(self):
        """The start belongs to the layer, the end does not."""
        schedule = a_schedule(a_layer(A, end="2026-01-05T12:00"))

        found = written(shifts(schedule, span("2026-01-01", "2026-01-31")))

        assert found == [("01-05T09:00", "01-05T12:00", "a")]
        assert on_call(schedule, utc("2026-01-05T12:00")) == ()

    def test_the_anchor_says_where_turn_zero_begins(self):
        """A layer that starts before its anchor begins with a turn counted backwards."""
        schedule = a_schedule(a_layer(A, B, C, anchor="2026-01-12T09:00"))

        found = written(shifts(schedule, span("2026-01-01", "2026-01-19T09:00")))

        assert found == [("01-05T09:00", "01-12T09:00", "c"), ("01-12T09:00", "01-19T09:00", "a")]

    def test_the_view_of_layers_shows_each_by_itself(self):
        """Neither other layers nor overrides touch it."""
        day = a_layer(B, name="day", restrictions=(OFFICE,))
        schedule = over(noon(10, 12, C), layers=[a_layer(A), day])

        found = {name: written(of_layer) for name, of_layer in layer_shifts(schedule, DAY).items()}

        assert found == {
            "week": [("01-05T09:00", "01-06T09:00", "a")],
            "day": [("01-05T10:00", "01-05T16:00", "b")],
        }

    def test_the_hour_that_repeats_belongs_to_whoever_has_the_turn(self):
        """Its second passing is a stretch of time like any other, asked for by itself."""
        schedule = a_schedule(a_layer(A, B, rotation=a_rotation("daily")), zone="Europe/Berlin")
        again = span("2026-10-25T01:00", "2026-10-25T01:30")

        assert written(shifts(schedule, again)) == [("10-25T01:00", "10-25T01:30", "a")]

    def test_without_layers_nobody_is_on_call(self):
        """An empty schedule is one gap."""
        assert gaps(a_schedule(), DAY) == (DAY,)


class TestOverrides:
    """On-call 2."""

    def test_replace_beats_all_layers(self):
        """The span is the other person's, the rest stays."""
        schedule = over(noon(12, 14, B), layers=[a_layer(A), a_layer(C, name="top")])

        assert sources(shifts(schedule, DAY)) == [
            ("01-05T09:00", "01-05T12:00", "c", "layer:top"),
            ("01-05T12:00", "01-05T14:00", "b", "override"),
            ("01-05T14:00", "01-06T09:00", "c", "layer:top"),
        ]

    def test_replace_also_takes_time_that_nobody_had(self):
        """An override fills a gap."""
        office = a_layer(A, restrictions=(OFFICE,))
        schedule = over(noon(15, 18, B), layers=[office])

        assert written(shifts(schedule, DAY)) == [
            ("01-05T10:00", "01-05T15:00", "a"),
            ("01-05T15:00", "01-05T18:00", "b"),
        ]

    @pytest.mark.parametrize(("first", "second"), [(B, C), (C, B)])
    def test_the_later_of_two_that_overlap_wins(self, first, second):
        """List order decides, not the start."""
        schedule = over(noon(12, 16, first), noon(10, 14, second))

        assert [
            ("01-05T09:00", "01-05T10:00", "a"),
            ("01-05T10:00", "01-05T14:00", NAMES[second]),
            ("01-05T14:00", "01-05T16:00", NAMES[first]),
            ("01-05T16:00", "01-06T09:00", "a"),
        ] == written(shifts(schedule, DAY))

    def test_a_later_replacement_covers_people_in_addition_too(self):
        """Of overlapping overrides the later entry wins, whatever the earlier one does."""
        schedule = over(noon(10, 14, B, "additional"), noon(12, 16, C))

        assert on_call(schedule, utc("2026-01-05T11:00")) == (A, B)
        assert on_call(schedule, utc("2026-01-05T13:00")) == (C,)

    def test_a_swap_acts_inside_that_persons_own_shifts_only(self):
        """Where the replaced person is not on call, nothing happens."""
        turns = a_layer(A, B, rotation=a_rotation("hourly", 12))
        schedule = a_schedule(
            turns, overrides=(an_override("2026-01-05T15:00", "2026-01-06T15:00", C, replaces=B),)
        )

        found = written(shifts(schedule, span("2026-01-05T09:00", "2026-01-06T21:00")))

        assert found == [
            ("01-05T09:00", "01-05T21:00", "a"),
            ("01-05T21:00", "01-06T09:00", "c"),
            ("01-06T09:00", "01-06T21:00", "a"),
        ]

    def test_a_swap_leaves_the_others_of_the_turn(self):
        """Of two people on call together one is replaced, in their place."""
        schedule = over(noon(12, 14, C, replaces=A), layers=[a_layer((A, B))])

        assert on_call(schedule, utc("2026-01-05T13:00")) == (C, B)

    def test_a_swap_with_somebody_already_there_leaves_one_of_them(self):
        """Nobody is on call twice."""
        schedule = over(noon(12, 14, B, replaces=A), layers=[a_layer((A, B))])

        assert on_call(schedule, utc("2026-01-05T13:00")) == (B,)
        assert [line for line in sources(shifts(schedule, DAY)) if line[2] == "b"] == [
            ("01-05T09:00", "01-06T09:00", "b", "layer:week")
        ]

    def test_a_shift_swapped_twice_ends_with_the_last(self):
        """The second swap acts on the shift the first one gave away."""
        schedule = over(noon(10, 16, B, replaces=A), noon(12, 14, C, replaces=B))

        assert on_call(schedule, utc("2026-01-05T13:00")) == (C,)
        assert on_call(schedule, utc("2026-01-05T15:00")) == (B,)

    def test_a_shift_given_away_stays_away_when_its_giver_is_removed(self):
        """The one who took it over has it, also when the giver goes later."""
        schedule = over(noon(10, 16, B, replaces=A), noon(10, 16, A, "remove"))

        assert on_call(schedule, utc("2026-01-05T13:00")) == (B,)

    def test_remove_takes_a_person_off_every_layer(self):
        """What lies below shows through, without that person."""
        layers = [a_layer(B), a_layer(A, name="second"), a_layer(A, name="third")]
        schedule = over(noon(12, 14, A, "remove"), layers=layers)

        assert sources(shifts(schedule, DAY)) == [
            ("01-05T09:00", "01-05T12:00", "a", "layer:third"),
            ("01-05T12:00", "01-05T14:00", "b", "layer:week"),
            ("01-05T14:00", "01-06T09:00", "a", "layer:third"),
        ]

    def test_remove_leaves_a_gap_where_nobody_else_is(self):
        """Taking the only person off means nobody."""
        schedule = over(noon(12, 14, A, "remove"))

        assert (span("2026-01-05T12:00", "2026-01-05T14:00"),) == gaps(schedule, DAY)

    def test_remove_takes_back_an_earlier_replacement(self):
        """Who came by an earlier override goes too, and the layers show through."""
        schedule = over(noon(10, 16, B), noon(12, 14, B, "remove"))

        assert on_call(schedule, utc("2026-01-05T13:00")) == (A,)

    def test_remove_takes_back_an_earlier_addition(self):
        """Who came in addition goes, the others stay."""
        schedule = over(noon(10, 16, B, "additional"), noon(12, 14, B, "remove"))

        assert on_call(schedule, utc("2026-01-05T13:00")) == (A,)

    def test_additional_stands_beside_and_leaves_the_shift_whole(self):
        """The base shift stays one uninterrupted shift."""
        schedule = over(noon(12, 14, B, "additional"))

        assert on_call(schedule, utc("2026-01-05T13:00")) == (A, B)
        assert sources(shifts(schedule, DAY)) == [
            ("01-05T09:00", "01-06T09:00", "a", "layer:week"),
            ("01-05T12:00", "01-05T14:00", "b", "override"),
        ]

    def test_people_in_addition_follow_in_list_order(self):
        """Turn order first, then the order of the overrides; nobody twice."""
        schedule = over(*(noon(12, 14, user, "additional") for user in (D, A, C)))

        assert on_call(schedule, utc("2026-01-05T13:00")) == (A, D, C)

    def test_shifts_merge_per_person_across_sources(self):
        """Merged per person, an override beside one's own shift is one shift."""
        schedule = over(noon(12, 14, A))

        assert len(shifts(schedule, DAY)) == 3
        assert sources(merged_shifts(schedule, DAY)) == [("01-05T09:00", "01-06T09:00", "a", None)]

    def test_bounds_are_instants(self):
        """An override over the day of the gap lasts as long as its instants say ("On-call 9")."""
        override = an_override("2026-03-29T00:00+01:00", "2026-03-30T00:00+01:00", B)
        schedule = a_schedule(a_layer(A), zone="Europe/Berlin", overrides=(override,))

        found = merged_shifts(schedule, span("2026-03-28T12:00", "2026-03-30T12:00"))

        assert ("03-28T23:00", "03-29T23:00", "b") in written(found)


@given(schedules())
def test_shifts_and_gaps_partition_the_time(case):
    """Every instant belongs to a gap or to shifts, never to both; nothing lies outside."""
    document, since, until = case
    schedule, interval = read(document), span(since.isoformat(), until.isoformat())
    found, holes = shifts(schedule, interval), gaps(schedule, interval)
    bounds = {since, until}
    for one in [*(shift.interval for shift in found), *holes]:
        assert since <= one.start < one.end <= until
        bounds.update((one.start, one.end))

    for at in sorted(bounds - {until}):
        covered = any(at in shift.interval for shift in found)
        assert covered != any(at in hole for hole in holes)


@given(schedules())
def test_on_call_equals_the_shifts_around_every_breakpoint(case):
    """One microsecond before, at, and after each change both answers are the same."""
    document, since, until = case
    schedule, interval = read(document), span(since.isoformat(), until.isoformat())
    found = shifts(schedule, interval)

    for point in (since, *breakpoints(schedule, interval), until):
        for at in (point - MICROSECOND, point, point + MICROSECOND):
            if since <= at < until:
                listed = {shift.user for shift in found if at in shift.interval}
                assert listed == set(on_call(schedule, at))


@given(schedules())
def test_a_part_of_an_interval_has_the_same_shifts_clipped(case):
    """Asking for less gives the same answer, cut off."""
    document, since, until = case
    schedule = read(document)
    middle = since + (until - since) / 2
    whole = shifts(schedule, span(since.isoformat(), until.isoformat()))
    part = span(middle.isoformat(), until.isoformat())

    clipped = [(s.user, s.source, s.interval.intersect(part)) for s in whole]

    found = sorted((s.interval.start, s.user, s.source) for s in shifts(schedule, part))
    assert sorted((kept.start, u, source) for u, source, kept in clipped if kept) == found
