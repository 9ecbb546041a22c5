"""One breach of each rule, planted by hand, and the test that has to notice it.

`make breaches`. The rules are told in docs/concepts/; docs/quality/mutation.md shows the table.
"""

from pathlib import Path

from attrs import frozen

_ONCALL = "packages/hikeshi/oncall/model"
_INCIDENTS = "packages/hikeshi/incidents/model"
_ALERTS = "packages/hikeshi/alerts/model"
_SCHEDULE = "tests/unit/oncall/model/test_schedule_rules.py"
_ROTATION = "tests/unit/oncall/model/test_rotation.py"
_RESTRICTION = "tests/unit/oncall/model/test_restriction.py"
_EDITING = "tests/unit/oncall/model/test_editing.py"
_RULES = "tests/flow/rules/test_escalation_rules.py"
_GROUPS = "tests/unit/alerts/model/formats/test_alertmanager.py"
_STORABLE = "tests/unit/alerts/model/formats/test_storable.py"


@frozen
class Breach:
    """Code that breaks one rule.

    Args:
        rule: Its number.
        path: The file.
        old: What stands there, exactly once.
        new: What breaks the rule.
        test: Which test has to fail; all of its parameters count.
    """

    rule: str
    path: str
    old: str
    new: str
    test: str

    def source(self, root: Path) -> str:
        """Return the file with the breach in it.

        Raises:
            ValueError: The code has moved on; the breach has to follow.
        """
        text = (root / self.path).read_text("utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.rule}: {self.path} holds {text.count(self.old)} of {self.old}")
        return text.replace(self.old, self.new)


BREACHES = (
    Breach(
        "on-call 1",
        f"{_ONCALL}/presence.py",
        "for entries in reversed(layers) if entries",
        "for entries in layers if entries",
        f"{_SCHEDULE}::TestLayers::test_a_later_layer_wins_where_it_has_someone",
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
        "on-call 3",
        f"{_ONCALL}/rotation.py",
        "return anchor + span * number",
        "return anchor + span * (number + 1)",
        f"{_ROTATION}::test_a_hand_off_is_anchor_plus_number_times_length",
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
        "on-call 6",
        f"{_ONCALL}/rotation.py",
        "return (local - anchor) // span",
        "return -((anchor - local) // span) - 1",
        f"{_ROTATION}::test_the_incoming_person_owns_the_hand_off",
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
        "escalation 1",
        f"{_INCIDENTS}/escalating.py",
        "if round_number > policy.rounds:",
        "if round_number >= policy.rounds:",
        f"{_RULES}::test_rule_1_the_delay_is_the_time_on_a_step_and_repeat_counts_extra_rounds",
    ),
    Breach(
        "escalation 2",
        f"{_INCIDENTS}/escalating.py",
        'return _skip(decision, moment, reason="nobody is on call"), False',
        'return _skip(decision, moment, reason="nobody is on call"), True',
        f"{_RULES}::test_rule_2_an_empty_step_is_passed_at_once_and_an_empty_policy_ends_loudly",
    ),
    Breach(
        "escalation 3",
        f"{_INCIDENTS}/escalating.py",
        "return (Found(acknowledger, via), *newly)",
        "return newly",
        f"{_RULES}::test_rule_3_after_the_timeout_the_policy_goes_on_from_the_same_step",
    ),
    Breach(
        "escalation 4",
        f"{_ALERTS}/folding.py",
        "            self.current, self.ended_episode = None, signal.episode\n",
        "            self.ended_episode = signal.episode\n",
        f"{_RULES}::test_rule_4_triggers_while_acknowledged_are_silent",
    ),
    Breach(
        "escalation 5",
        f"{_INCIDENTS}/coming_due.py",
        "timer.epoch != incident.escalation.epoch or ",
        "",
        "tests/unit/incidents/model/test_coming_due.py::test_a_timer_of_an_earlier_epoch_does_nothing",
    ),
    Breach(
        "escalation 6",
        f"{_INCIDENTS}/escalating.py",
        '"next_step_at": moment.now + step.delay',
        '"next_step_at": moment.now',
        f"{_RULES}::test_rule_6_after_a_downtime_one_overdue_step_runs",
    ),
    Breach(
        "escalation 7",
        f"{_INCIDENTS}/escalating.py",
        "return roster.policy(escalation.policy_id, escalation.policy_version)",
        "return roster.policy(escalation.policy_id)",
        f"{_RULES}::test_rule_7_a_running_escalation_keeps_its_version",
    ),
    Breach(
        "escalation 8",
        f"{_INCIDENTS}/changing_severity.py",
        "people = (acknowledger,)",
        "people = ()",
        f"{_RULES}::test_rule_8_a_raised_severity_pages_the_acknowledger_again",
    ),
    Breach(
        "escalation 9",
        f"{_INCIDENTS}/acknowledging.py",
        "return policy is None or policy.step(escalation.step).stop_on_acknowledge",
        "return True",
        "tests/flow/test_acknowledging.py::test_others_keep_their_rules_where_the_step_says_so",
    ),
    Breach(
        "escalation 10",
        f"{_INCIDENTS}/escalating.py",
        "decision.incident.planning(TimerKind.LAST_RESORT, moment.now + follow_up.every)",
        "decision.incident.planning(TimerKind.LAST_RESORT, None)",
        f"{_RULES}::test_rule_10_the_last_resort_is_paged_until_somebody_acts",
    ),
    Breach(
        "escalation 11",
        f"{_INCIDENTS}/coming_due.py",
        'return page_and_go_on(decision, giver, roster, moment, why="not accepted")',
        'return page_and_go_on(decision, None, roster, moment, why="not accepted")',
        f"{_RULES}::test_rule_11_a_reassignment_has_to_be_accepted",
    ),
    Breach(
        "escalation 13",
        "packages/hikeshi/notifications/model/expiry.py",
        "notification.incident_id == self.incident_id",
        "notification.incident_id != self.incident_id",
        "tests/flow/test_notifying.py::test_no_attempt_begins_after_an_acknowledgement",
    ),
    Breach(
        "inbound 1, each alert for itself",
        f"{_ALERTS}/formats/alertmanager.py",
        'alert.get("status") or group.get("status")',
        'group.get("status") or alert.get("status")',
        f"{_GROUPS}::TestStatus::test_each_alert_has_its_own_status",
    ),
    Breach(
        "inbound 1, a bad neighbour",
        f"{_ALERTS}/formats/alertmanager.py",
        "        else:\n            faults.append(",
        "        else:\n            signals.clear()\n            faults.append(",
        f"{_GROUPS}::TestBatch::test_a_good_alert_in_a_bad_batch_is_stored",
    ),
    Breach(
        "inbound 3",
        f"{_ALERTS}/formats/storable.py",
        'text = text.replace("\\x00", "\\\\u0000")',
        'text = text.replace("\\x00", "")',
        f"{_STORABLE}::test_what_cannot_be_stored_is_shown",
    ),
    Breach(
        "inbound 4",
        f"{_ALERTS}/matcher.py",
        'value = values.get(self.name, "")',
        'value = values.get(self.name, "absent")',
        "tests/unit/alerts/model/test_matcher.py::test_a_condition_holds",
    ),
)
