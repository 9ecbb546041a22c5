"""Breaches of the rules of escalation (docs/concepts/escalation.md)."""

from tests.mutation.breach import Breach

_ALERTS = "packages/hikeshi/alerts/model"
_INCIDENTS = "packages/hikeshi/incidents/model"
_NOTIFICATIONS = "packages/hikeshi/notifications/model"
_RULES = "tests/flow/rules/test_escalation_rules.py"
_ANSWERS = "tests/flow/rules/test_answering_rules.py"

ESCALATION = (
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
        "escalation 2, no loop",
        f"{_INCIDENTS}/escalating.py",
        "for _ in range(len(policy.steps) + gives_up):",
        "for _ in range(100 * len(policy.steps) + gives_up):",
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
        "escalation 3, it stops",
        f"{_INCIDENTS}/acknowledging.py",
        "taken = incident.stopped(keep=KEPT).entering(",
        "taken = incident.entering(",
        f"{_RULES}::test_rule_3_after_the_timeout_the_policy_goes_on_from_the_same_step",
    ),
    Breach(
        "escalation 3, a snooze",
        f"{_INCIDENTS}/acknowledging.py",
        "asleep = incident.stopped(keep=KEPT).planning(",
        "asleep = incident.planning(",
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
        "escalation 4, unknown keys",
        f"{_ALERTS}/folding.py",
        "            if signal.action is SignalAction.TRIGGER:\n"
        "                self._open_unless_late(signal, by)",
        "            if True:\n                self._open_unless_late(signal, by)",
        f"{_RULES}::test_rule_4_triggers_while_acknowledged_are_silent",
    ),
    Breach(
        "escalation 5",
        f"{_INCIDENTS}/coming_due.py",
        "timer.epoch != incident.escalation.epoch or ",
        "",
        f"{_RULES}::test_rule_5_a_timer_planned_before_does_nothing_when_it_comes_due",
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
        "escalation 8, a second person",
        f"{_INCIDENTS}/acknowledging.py",
        "    if incident.status is not IncidentStatus.TRIGGERED:\n"
        "        return _join(incident, person, roster, moment)\n",
        "    if False:\n        return _join(incident, person, roster, moment)\n",
        "tests/flow/test_acknowledging.py::"
        "test_a_second_acknowledgement_joins_and_touches_no_timer",
    ),
    Breach(
        "escalation 8, the end of a snooze",
        f"{_INCIDENTS}/coming_due.py",
        "    return unacknowledge(incident, roster, moment, reason=reason)\n",
        '    return unacknowledge(incident, roster, moment, reason=reason) if "time" in reason '
        "else Decision(incident)\n",
        "tests/flow/test_acknowledging.py::test_a_snooze_outlasts_the_acknowledgement_timeout",
    ),
    Breach(
        "escalation 8, by hand",
        f"{_INCIDENTS}/starting.py",
        "released = release(evolve(incident, escalation=escalation))",
        "released = evolve(incident, escalation=escalation)",
        "tests/flow/test_acknowledging.py::test_a_manual_escalation_takes_the_acknowledgement_back",
    ),
    Breach(
        "escalation 9",
        f"{_INCIDENTS}/acknowledging.py",
        "return policy is None or policy.step(escalation.step).stop_on_acknowledge",
        "return True",
        f"{_RULES}::test_rule_9_others_keep_their_rules_where_the_step_says_so",
    ),
    Breach(
        "escalation 9, after a downtime",
        f"{_NOTIFICATIONS}/choosing.py",
        "overtaken = notification.planned_at < newest[at]",
        "overtaken = notification.planned_at > newest[at]",
        f"{_RULES}::test_rule_9_after_a_downtime_the_newest_due_rule_runs",
    ),
    Breach(
        "escalation 9, no usable rule",
        f"{_NOTIFICATIONS}/ways.py",
        "why=Why.FALLBACK) for r in _first(contact)]",
        "why=Why.FALLBACK) for r in ()]",
        f"{_RULES}::test_rule_9_without_a_usable_rule_the_first_verified_method_is_used",
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
        "escalation 12, opening a link",
        "adapters/hikeshi_server/inbound/console/screens/acknowledge.py",
        '        """Show the incident and the button (semantics, Escalation 12)."""\n'
        "        link = self._link(token)\n",
        '        """Show the incident and the button (semantics, Escalation 12)."""\n'
        "        link = self._link(token)\n"
        "        act, by = self.desk.parts.verbs, await self.desk.read("
        "lambda work: work.directory())\n"
        '        await self.desk.do(request, lambda work: act["acknowledge"]('
        "work, link.incident_id, by=person(by, link.user_id)))\n",
        f"{_ANSWERS}::test_rule_12_opening_an_acknowledge_link_changes_nothing",
    ),
    Breach(
        "escalation 12, expiry",
        "adapters/hikeshi_server/outbound/links.py",
        "if now >= expires_at:",
        "if now > expires_at:",
        f"{_ANSWERS}::test_rule_12_the_token_is_bound_to_person_incident_and_expiry",
    ),
    Breach(
        "escalation 12, automatic replies",
        "adapters/hikeshi_server/outbound/email/replies.py",
        'return _first_word(value) != "no"',
        "return False",
        f"{_ANSWERS}::test_rule_12_an_automatic_reply_never_acknowledges",
    ),
    Breach(
        "escalation 13",
        f"{_NOTIFICATIONS}/expiry.py",
        "notification.incident_id == self.incident_id",
        "notification.incident_id != self.incident_id",
        f"{_ANSWERS}::test_rule_13_no_attempt_begins_after_an_acknowledgement",
    ),
    Breach(
        "escalation 13, one already begun",
        f"{_NOTIFICATIONS}/notification.py",
        'reason=f"{self.reason}; the attempt had already begun",',
        "reason=self.reason,",
        "tests/flow/test_notifying.py::"
        "test_an_attempt_already_begun_may_still_arrive_and_is_marked_so",
    ),
)
