"""Breaches of the rules of on-call (docs/concepts/on-call.md)."""

from tests.mutation.breach import Breach

_ONCALL = "packages/hikeshi/oncall/model"
_SCHEDULE = "tests/unit/oncall/model/test_schedule_rules.py"
_ROTATION = "tests/unit/oncall/model/test_rotation.py"
_RESTRICTION = "tests/unit/oncall/model/test_restriction.py"
_EDITING = "tests/unit/oncall/model/test_editing.py"

ONCALL = (
    Breach(
        "on-call 1",
        f"{_ONCALL}/presence.py",
        "for entries in reversed(layers) if entries",
        "for entries in layers if entries",
        f"{_SCHEDULE}::TestLayers::test_a_later_layer_wins_where_it_has_someone",
    ),
    Breach(
        "on-call 1, several people",
        f"{_ONCALL}/timeline.py",
        "for u in stint.people)",
        "for u in stint.people[:1])",
        f"{_SCHEDULE}::TestLayers::test_several_people_of_a_turn_are_on_call_together",
    ),
    Breach(
        "on-call 2",
        f"{_ONCALL}/presence.py",
        "stack, beside = [*stack, (entry,)], ()",
        "stack, beside = [(entry,), *stack], ()",
        f"{_SCHEDULE}::TestOverrides::test_replace_beats_all_layers",
    ),
    Breach(
        "on-call 2, swaps",
        f"{_ONCALL}/presence.py",
        "    if away not in users:\n        return entries\n",
        "    if away not in users:\n        return (entry,)\n",
        f"{_SCHEDULE}::TestOverrides::test_a_swap_acts_inside_that_persons_own_shifts_only",
    ),
    Breach(
        "on-call 2, additions",
        f"{_ONCALL}/presence.py",
        "beside = (*_without(beside, override.user), entry)",
        "stack, beside = [*stack, (entry,)], ()",
        f"{_SCHEDULE}::TestOverrides::test_additional_stands_beside_and_leaves_the_shift_whole",
    ),
    Breach(
        "on-call 2, two that overlap",
        f"{_ONCALL}/presence.py",
        "for override in overrides:",
        "for override in reversed([*overrides]):",
        f"{_SCHEDULE}::TestOverrides::test_the_later_of_two_that_overlap_wins",
    ),
    Breach(
        "on-call 2, removals",
        f"{_ONCALL}/presence.py",
        "stack = [_without(entries, override.user) for entries in stack]",
        "stack = [*stack[:-1], _without(stack[-1], override.user)]",
        f"{_SCHEDULE}::TestOverrides::test_remove_takes_a_person_off_every_layer",
    ),
    Breach(
        "on-call 3",
        f"{_ONCALL}/rotation.py",
        "return anchor + span * number",
        "return anchor + span * (number + 1)",
        f"{_ROTATION}::test_a_hand_off_is_anchor_plus_number_times_length",
    ),
    Breach(
        "on-call 3, local time",
        f"{_ONCALL}/timeline.py",
        "instant = first_instant(bound, zone) if bound <= high",
        "instant = start + (bound - max(stint.start, low)) if bound <= high",
        f"{_ROTATION}::test_hand_offs_keep_their_local_time_in_every_zone",
    ),
    Breach(
        "on-call 4, a time that repeats",
        "packages/hikeshi/kernel/local_time.py",
        "return (local - before).replace(tzinfo=UTC)",
        "return (local - after).replace(tzinfo=UTC)",
        "tests/unit/kernel/test_local_time.py::"
        "test_a_local_time_is_the_instant_at_which_the_clock_first_comes_to_it",
    ),
    Breach(
        "on-call 4, a time in the gap",
        "packages/hikeshi/kernel/local_time.py",
        "return _jump(earliest, (local - before).replace(tzinfo=UTC), zone)",
        "return (local - before).replace(tzinfo=UTC)",
        f"{_ROTATION}::test_a_hand_off_in_the_gap_moves_to_its_end_that_day_only",
    ),
    Breach(
        "on-call 5",
        f"{_ONCALL}/layer.py",
        "position += 1 if served else number - last",
        "position += 1",
        f"{_RESTRICTION}::test_the_rotation_runs_on_while_hidden",
    ),
    Breach(
        "on-call 5, equal times",
        f"{_ONCALL}/restriction.py",
        "end += _DAY if end <= start else timedelta()",
        "end += _DAY if end < start else timedelta()",
        f"{_RESTRICTION}::test_equal_times_are_the_whole_day",
    ),
    Breach(
        "on-call 5, served turns",
        f"{_ONCALL}/layer.py",
        "position += 1 if served else number - last",
        "position += number - last",
        f"{_RESTRICTION}::TestServed::test_everybody_of_a_list_gets_a_turn",
    ),
    Breach(
        "on-call 5, overnight",
        f"{_ONCALL}/restriction.py",
        "start = _DAYS[span.from_day] + _since_midnight(span.opens)",
        "start = _DAYS[span.to_day] + _since_midnight(span.opens)",
        f"{_RESTRICTION}::test_an_overnight_window_belongs_to_the_day_on_which_it_starts",
    ),
    Breach(
        "on-call 5, ends on the wall",
        f"{_ONCALL}/timeline.py",
        "instant = first_instant(bound, zone) if bound <= high",
        "instant = start + (bound - max(stint.start, low)) if bound <= high",
        f"{_RESTRICTION}::test_ends_are_wall_clock_times",
    ),
    Breach(
        "on-call 6",
        f"{_ONCALL}/rotation.py",
        "return (local - anchor) // span",
        "return -((anchor - local) // span) - 1",
        f"{_ROTATION}::test_the_incoming_person_owns_the_hand_off",
    ),
    Breach(
        "on-call 6, no empty shifts",
        f"{_ONCALL}/timeline.py",
        "if start < instant:",
        "if start <= instant:",
        f"{_RESTRICTION}::test_a_window_inside_the_gap_vanishes",
    ),
    Breach(
        "on-call 7, the past",
        f"{_ONCALL}/schedule.py",
        "return evolve(self, revisions=revisions, version=self.version + 1)",
        "return evolve(self, layers=layers, version=self.version + 1)",
        f"{_EDITING}::TestEdit::test_layers_hold_from_the_edit_on",
    ),
    Breach(
        "on-call 7, the running turn",
        f"{_ONCALL}/running_turn.py",
        "return evolve(edited, users=edited.users[first:] + edited.users[:first])",
        "return edited",
        f"{_EDITING}::TestRunningTurn::test_removing_somebody_else_keeps_the_turn_with_its_holder",
    ),
    Breach(
        "on-call 8",
        f"{_ONCALL}/rotation.py",
        "return _plus_months(anchor, self.length * number)",
        "return _plus_months(_plus_months(anchor, self.length * number - 1), 1)",
        f"{_ROTATION}::test_months_count_from_the_anchor",
    ),
    Breach(
        "on-call 9",
        f"{_ONCALL}/override.py",
        "if bound.tzinfo is None:",
        "if False:",
        "tests/unit/oncall/model/test_schedule.py::test_instants_need_an_offset",
    ),
    Breach(
        "on-call 9, after 2037",
        "packages/hikeshi/kernel/local_time.py",
        "return local.utcoffset() or timedelta()",
        "return (local if local.year < 2038 else local.replace(month=1, day=1)).utcoffset()",
        "tests/unit/kernel/test_local_time.py::"
        "test_a_local_time_is_the_instant_at_which_the_clock_first_comes_to_it",
    ),
    Breach(
        "on-call, every zone",
        f"{_ONCALL}/timeline.py",
        "instant = first_instant(bound, zone) if bound <= high",
        "instant = start + (bound - max(stint.start, low)) if bound <= high",
        "tests/oracle/test_every_zone.py::test_the_rules_hold_in_every_zone",
    ),
)
