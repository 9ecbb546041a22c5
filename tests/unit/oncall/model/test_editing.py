"""Edits never rewrite the past ("On-call 7")."""

from datetime import time, timedelta
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.oracle.oncall_schedules import IDS, QUARTER, read, schedules
from tests.unit.oncall.builders import (
    A,
    B,
    C,
    D,
    a_layer,
    a_rotation,
    a_schedule,
    an_override,
    local,
    span,
    utc,
    written,
)

from hikeshi.kernel.errors import ConflictError, InvalidError, NotFoundError
from hikeshi.kernel.ids import OverrideId
from hikeshi.oncall import (
    Advance,
    DailyRestriction,
    Layer,
    Revision,
    ScheduleChanges,
    on_call,
    shifts,
)

MONTH = span("2026-01-05T09:00", "2026-02-02T09:00")
NOW = utc("2026-01-14T12:00")
ONE, TWO = OverrideId(UUID(int=1)), OverrideId(UUID(int=2))


def edited(before, after, now=NOW):
    """The month's shifts after the list of people changed at an instant."""
    schedule = a_schedule(before).edit((after,), now)
    return written(shifts(schedule, MONTH))


class TestRunningTurn:
    """Who has the turn keeps it until its regular hand-off."""

    def test_removing_somebody_else_keeps_the_turn_with_its_holder(self):
        """B is on call when A is removed; without the rule, C would take over at once."""
        found = edited(a_layer(A, B, C), a_layer(B, C))

        assert found == [
            ("01-05T09:00", "01-12T09:00", "a"),
            ("01-12T09:00", "01-19T09:00", "b"),
            ("01-19T09:00", "01-26T09:00", "c"),
            ("01-26T09:00", "02-02T09:00", "b"),
        ]

    def test_removing_the_holder_passes_the_turn_to_the_next_who_stays(self):
        """B leaves during their own turn: C has the rest of it."""
        found = edited(a_layer(A, B, C), a_layer(A, C))

        assert found == [
            ("01-05T09:00", "01-12T09:00", "a"),
            ("01-12T09:00", "01-14T12:00", "b"),
            ("01-14T12:00", "01-19T09:00", "c"),
            ("01-19T09:00", "01-26T09:00", "a"),
            ("01-26T09:00", "02-02T09:00", "c"),
        ]

    def test_adding_somebody_keeps_the_turn_with_its_holder(self):
        """The newcomer waits for their place in the list."""
        found = edited(a_layer(A, B), a_layer(D, A, B))

        assert found == [
            ("01-05T09:00", "01-12T09:00", "a"),
            ("01-12T09:00", "01-19T09:00", "b"),
            ("01-19T09:00", "01-26T09:00", "d"),
            ("01-26T09:00", "02-02T09:00", "a"),
        ]

    def test_somebody_listed_twice_goes_on_from_the_same_place(self):
        """After A's first turn comes B, after A's second one the newcomer."""
        before, after = a_layer(A, B, A, C), a_layer(A, B, A, D)
        first, second = utc("2026-01-06T12:00"), utc("2026-01-20T12:00")

        assert [who for *_, who in edited(before, after, first)] == ["a", "b", "a", "d"]
        assert [who for *_, who in edited(before, after, second)] == ["a", "b", "a", "d"]

    def test_the_rest_of_a_group_keeps_the_groups_turn(self):
        """Of two people on call together one is removed: the other one stays."""
        found = edited(a_layer(A, (B, C), D), a_layer(B, A, D))

        assert ("01-12T09:00", "01-19T09:00", "b") in found
        assert ("01-19T09:00", "01-26T09:00", "a") in found

    def test_served_turns_keep_their_holder_too(self):
        """The position in the list is the served one, not the one by the clock."""
        window = (DailyRestriction(time(9), time(10)),)
        hourly = {"rotation": a_rotation("hourly"), "restrictions": window}
        before = a_layer(A, B, C, D, advance=Advance.SERVED, start="2026-01-05T00:00", **hourly)
        now = utc("2026-01-06T09:30")
        schedule = a_schedule(before)

        after = schedule.edit((evolve(before, users=((B,), (C,), (D,))),), now)

        asked = [now + timedelta(days=n) for n in range(4)]
        assert on_call(schedule, now) == (B,)
        assert [on_call(after, at) for at in asked] == [(B,), (C,), (D,), (B,)]

    def test_another_anchor_is_taken_as_written(self):
        """Whoever moves the hand-offs says who begins."""
        found = edited(a_layer(A, B), a_layer(A, B, C, anchor="2026-01-13T09:00"))
        holder_first = edited(a_layer(A, B), a_layer(B, A, anchor="2026-01-13T09:00"))

        assert ("01-14T12:00", "01-20T09:00", "a") in found
        assert ("01-12T09:00", "01-20T09:00", "b") in holder_first

    def test_a_layer_that_has_not_begun_is_taken_as_written(self):
        """Before its start nobody has a running turn."""
        found = edited(a_layer(A, B), a_layer(C, B, A), utc("2026-01-01"))

        assert [who for *_, who in found] == ["c", "b", "a", "c"]

    def test_nobody_of_the_old_list_left_is_taken_as_written(self):
        """A new crew begins as its list says."""
        found = edited(a_layer(A, B), a_layer(C, D))

        assert ("01-14T12:00", "01-19T09:00", "d") in found


class TestEdit:
    """Revisions."""

    def test_layers_hold_from_the_edit_on(self):
        """A new layer changes nothing before it."""
        schedule = a_schedule(a_layer(A)).edit((a_layer(A), a_layer(B, name="top")), NOW)

        assert (Revision(NOW, (a_layer(A), a_layer(B, name="top"))),) == schedule.revisions
        assert on_call(schedule, NOW - timedelta(microseconds=1)) == (A,)
        assert on_call(schedule, NOW) == (B,)
        assert schedule.version == 2

    def test_the_same_layers_are_no_edit(self):
        """Editing to what is in force returns the schedule itself."""
        schedule = a_schedule(a_layer(A, B))

        assert schedule is schedule.edit((a_layer(A, B),), NOW)

    def test_repeating_an_edit_is_no_edit(self):
        """The list as it was written means the same as the list as it was turned."""
        schedule = a_schedule(a_layer(A, B, C)).edit((a_layer(B, C),), NOW)

        later = NOW + timedelta(days=9)
        assert schedule is schedule.edit((a_layer(B, C),), later)

    def test_planned_revisions_stay(self):
        """An edit holds until the revision planned for later."""
        planned = Revision(utc("2026-01-20"), (a_layer(D),))
        schedule = a_schedule(a_layer(A), revisions=(planned,)).edit((a_layer(B),), NOW)

        assert on_call(schedule, utc("2026-01-19T23:59")) == (B,)
        assert on_call(schedule, utc("2026-01-20")) == (D,)

    def test_two_edits_at_one_instant_leave_the_second(self):
        """No revision is in force for no time."""
        schedule = a_schedule(a_layer(A)).edit((a_layer(B),), NOW).edit((a_layer(C),), NOW)

        assert (Revision(NOW, (a_layer(C),)),) == schedule.revisions

    def test_two_layers_of_one_name_are_refused(self):
        """Shifts name their layer."""
        with pytest.raises(InvalidError) as caught:
            a_schedule(a_layer(A)).edit((a_layer(A), a_layer(B)), NOW)

        assert [fault.pointer for fault in caught.value.faults] == ["/layers/1/name"]


class TestChanges:
    """What somebody wants changed about a schedule."""

    def test_only_what_differs_counts(self):
        """The version goes up by one, and the names of the changed fields are told."""
        schedule = a_schedule(a_layer(A))
        wanted = ScheduleChanges(key="primary", name="First line", layers=(a_layer(B),))

        changed, fields = wanted.apply_to(schedule, NOW)

        assert fields == ("name", "layers")
        assert (changed.name, changed.version) == ("First line", 2)

    def test_nothing_changed_is_the_same_schedule(self):
        """No difference, no new version."""
        schedule = a_schedule(a_layer(A))

        assert (schedule, ()) == ScheduleChanges(name="Primary").apply_to(schedule, NOW)

    def test_nobody_owns_it_any_more(self):
        """Without a team it is nobody's, which is another thing than saying nothing of the team."""
        schedule = a_schedule(a_layer(A))
        changed, fields = ScheduleChanges(ownerless=True).apply_to(schedule, NOW)

        assert (changed.team_id, fields) == (None, ("team_id",))
        assert ScheduleChanges().apply_to(schedule, NOW)[0].team_id == schedule.team_id

    def test_another_plan_takes_the_place_of_what_was_planned(self):
        """Revisions that are in force stay; later ones are those that are wanted now."""
        past = Revision(utc("2026-01-10T00:00"), (a_layer(B),))
        planned = Revision(utc("2026-02-01T00:00"), (a_layer(C),))
        wanted = Revision(utc("2026-03-01T00:00"), (a_layer(D),))
        schedule = a_schedule(a_layer(A), revisions=(past, planned))
        changed, fields = ScheduleChanges(later=(wanted,)).apply_to(schedule, NOW)

        assert (changed.revisions, fields) == ((past, wanted), ("revisions",))
        assert (schedule, ()) == ScheduleChanges(later=(planned,)).apply_to(schedule, NOW)

    def test_what_is_planned_lies_ahead(self):
        """A revision for now or before is refused with its place."""
        now = Revision(NOW, (a_layer(D),))
        with pytest.raises(InvalidError) as refused:
            a_schedule(a_layer(A)).replan((now,), NOW)

        assert [fault.pointer for fault in refused.value.faults] == ["/revisions/0/effective_at"]


class TestPlanning:
    """Revisions that come into force later."""

    def test_other_plans_are_one_edit(self):
        """They take the place of the old ones, the past stays, and the version goes up by one."""
        past = Revision(utc("2026-01-10"), (a_layer(B),))
        old, new = (Revision(utc(f"2026-02-{day}"), (a_layer(C),)) for day in ("01", "02"))
        schedule = a_schedule(a_layer(A), revisions=(past, old))

        after = schedule.replan((new,), NOW)

        assert (after.revisions, after.version) == ((past, new), schedule.version + 1)

    def test_a_plan_for_now_is_refused(self):
        """Planned is what comes after now."""
        with pytest.raises(InvalidError):
            a_schedule(a_layer(A)).replan((Revision(NOW, (a_layer(B),)),), NOW)


class TestOverridesOnAServer:
    """Adding and removing."""

    def test_an_override_begins_now_at_the_earliest(self):
        """The part of it that is over already is left out."""
        override = an_override("2026-01-14", "2026-01-15", B, id=ONE)

        schedule = a_schedule(a_layer(A)).add_override(override, NOW)

        assert schedule.override(ONE).start == NOW

    def test_an_override_that_is_over_is_refused(self):
        """Who was on call cannot be changed afterwards."""
        override = an_override("2026-01-13", "2026-01-14", B)

        with pytest.raises(ConflictError):
            a_schedule(a_layer(A)).add_override(override, NOW)

    def test_an_override_that_ends_now_is_over(self):
        """Its end is no part of it, so nothing of it is left to add."""
        override = an_override("2026-01-13", "2026-01-14T12:00", B)

        with pytest.raises(ConflictError):
            a_schedule(a_layer(A)).add_override(override, NOW)

    @pytest.mark.parametrize(
        ("start", "kept"), [("2026-01-15", 0), ("2026-01-14T12:00", 0), ("2026-01-14", 1)]
    )
    def test_removing_keeps_what_has_happened(self, start, kept):
        """An override yet to come goes; a running one ends now."""
        override = an_override(start, "2026-01-16", B, id=ONE)
        schedule = a_schedule(a_layer(A), overrides=(override,))

        after = schedule.remove_override(ONE, NOW)

        ends = [(utc(start), NOW)][:kept]
        assert ends == [(entry.start, entry.end) for entry in after.overrides]

    @pytest.mark.parametrize("end", ["2026-01-14", "2026-01-14T12:00"])
    def test_an_override_that_is_over_cannot_be_removed(self, end):
        """The past stays; what ends at this very instant is past."""
        override = an_override("2026-01-13", end, B, id=ONE)

        with pytest.raises(ConflictError):
            a_schedule(a_layer(A), overrides=(override,)).remove_override(ONE, NOW)

    def test_an_unknown_override_is_not_found(self):
        """There is none of that id."""
        with pytest.raises(NotFoundError):
            a_schedule(a_layer(A)).remove_override(TWO, NOW)


@given(schedules(), st.data())
def test_the_past_is_stable_under_edits(case, data):
    """Whatever is edited, added or removed: who was on call before stays."""
    document, since, until = case
    before = read(document)
    now = since + data.draw(st.integers(1, 96)) * QUARTER
    past = span(since.isoformat(), min(now, until).isoformat())
    names = data.draw(st.lists(st.sampled_from(sorted(IDS)), min_size=1, max_size=3))
    users = tuple((IDS[name],) for name in names)
    layers = tuple(evolve(layer, users=users) for layer in before.layers_at(now))

    after = before.edit(layers, now)
    override = an_override(since.isoformat(), (now + QUARTER).isoformat(), users[0][0], id=ONE)
    after = after.add_override(override, now).remove_override(ONE, now)

    assert shifts(before, past) == shifts(after, past)


@given(st.data())
def test_a_holder_who_stays_keeps_the_turn(data):
    """For any edit of the list, who is on call and stays in it is on call until the hand-off."""
    people = st.lists(st.sampled_from([A, B, C, D]), min_size=1, max_size=4, unique=True)
    kind = data.draw(st.sampled_from(["hourly", "daily", "weekly", "monthly"]))
    begin = local("2026-01-31T09:00")
    users = tuple((user,) for user in data.draw(people))
    layer = Layer("week", users, a_rotation(kind), begin)
    now = utc("2026-02-01") + data.draw(st.integers(0, 5000)) * timedelta(minutes=30)
    schedule = a_schedule(layer)
    holder = on_call(schedule, now)
    kept = data.draw(people)
    hand_off = layer.rotation.hand_off(
        begin, layer.rotation.turn_at(begin, now.replace(tzinfo=None)) + 1
    )

    after = schedule.edit((evolve(layer, users=tuple((user,) for user in kept)),), now)

    if holder[0] in kept:
        assert holder == on_call(after, now)
        assert holder == on_call(after, hand_off - timedelta(microseconds=1))
