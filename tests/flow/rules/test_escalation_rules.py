"""The rules of escalation by their numbers: one test for each, written from the rule."""

from typing import Any

import pytest

from hikeshi.flow.work import Work
from hikeshi.incidents.model.coming_due import come_due
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.timer import Timer
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.severity import Severity
from tests.flow.story import (
    Story,
    a_configuration,
    a_method,
    a_person,
    a_schedule,
    a_step,
    a_target,
)
from tests.flow.test_sources import A, R, batch

RESORT = {"targets": [a_target("dee")], "after_seconds": 600, "every_seconds": 900}


def test_rule_1_the_delay_is_the_time_on_a_step_and_repeat_counts_extra_rounds() -> None:
    """It separates steps and rounds alike; after the last round nothing follows."""
    story = Story(a_configuration(a_step("ana", delay=300), a_step("ben", delay=600), repeat=1))

    story.alert()
    story.expect_page("ana", step=1, round=1)
    story.advance(minutes=5)
    story.expect_page("ben", step=2, round=1)
    story.advance(minutes=10)
    story.expect_page("ana", step=1, round=2)
    story.advance(minutes=5)
    story.expect_page("ben", step=2, round=2)
    story.advance(minutes=600)
    story.expect_silence()
    assert story.status == "triggered"


def test_rule_2_an_empty_step_is_passed_at_once_and_an_empty_policy_ends_loudly() -> None:
    """Somebody on the next step hears of it at once; nobody anywhere is said, and is no loop."""
    empty = a_schedule("primary")
    passed = Story(a_configuration(a_step("schedule:primary"), a_step("ben"), schedules=[empty]))
    passed.alert()
    passed.expect_page("ben", step=2)

    nobody = Story(a_configuration(a_step("schedule:primary"), repeat=5, schedules=[empty]))
    nobody.alert()
    nobody.expect_silence()
    assert nobody.kinds().count("escalation.exhausted") == 1
    assert nobody.kinds().count("step.skipped") == 1


def test_rule_3_after_the_timeout_the_policy_goes_on_from_the_same_step() -> None:
    """The acknowledger is paged again, then the next step; a snooze outlasts the time-out."""
    service = {"acknowledge_timeout_seconds": 600}
    story = Story(a_configuration(a_step("ana"), a_step("ben"), service=service))
    story.alert()
    story.acknowledge("ana")
    story.forget()
    story.advance(minutes=10)
    story.expect_page("ana", step=1)
    story.advance(minutes=5)
    story.expect_page("ben", step=2)
    story.acknowledge("ben")
    story.acts("ben", "snooze", for_seconds=3600)
    story.advance(minutes=59)
    story.expect_silence()


def test_rule_4_triggers_while_acknowledged_are_silent() -> None:
    """After a resolve a trigger is a new incident; an unknown key is dropped."""
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    story.acknowledge("ana")
    story.forget()
    story.alert()
    story.expect_silence()
    story.alert_resolves()
    batch(story, (A, "K"), (R, "K"))
    story.expect_silence()
    assert len(story.incidents) == 1
    story.alert()
    story.expect_page("ana", incident=2)


def overtaken(story: Story, timer: Timer) -> Decision:
    """What a worker decides that took up a timer before, and comes too late."""

    async def late(work: Work) -> Decision:
        roster = await work.roster([story.incident])
        return come_due(story.incident, timer, roster, Moment(work.now, work.ids, SYSTEM))

    return story.world.do(late)


@pytest.mark.parametrize(
    ("acknowledged", "act", "facts"),
    [
        (True, "unacknowledge", {}),
        (False, "escalate", {"step": 1}),
        (False, "reassign", {"to": "user:cai"}),
        (False, "reassign", {"to": "policy:other"}),
        (False, "trigger", {"severity": Severity.SEV1, "service": "api"}),
    ],
)
def test_rule_5_a_timer_planned_before_does_nothing_when_it_comes_due(
    acknowledged: bool, act: str, facts: dict[str, Any]
) -> None:
    """Neither after an un-acknowledgement, an escalation by hand, another person or policy."""
    service = {"acknowledge_timeout_seconds": 600, "severity_policies": {"sev1": "other"}}
    story = Story(a_configuration(a_step("ana"), a_step("ben"), service=service))
    story.alert(severity="sev2")
    if acknowledged:
        story.acknowledge("ana")
    (timer,) = story.incident.plans
    story.advance(minutes=4)
    story.acts("ana", act, **facts)
    before = story.incident
    assert timer.epoch < before.escalation.epoch

    late = overtaken(story, timer)

    assert late == Decision(before.planning(timer.kind, None))
    story.forget()
    story.advance(minutes=1)
    story.expect_silence()


def test_rule_6_after_a_downtime_one_overdue_step_runs() -> None:
    """Delays count from there."""
    story = Story(a_configuration(a_step("ana"), a_step("ben"), a_step("cai")))
    story.alert()
    story.forget()
    story.down(minutes=60)
    story.advance(minutes=60)
    story.expect_page("ben", step=2)
    story.expect_silence()
    story.advance(minutes=5)
    story.expect_page("cai", step=3)


def test_rule_7_a_running_escalation_keeps_its_version() -> None:
    """Whoever was put on the policy meanwhile is paged by the next incident only."""
    story = Story(a_configuration(a_step("ana"), a_step("ben")))
    story.alert()
    story.configure(a_configuration(a_step("cai")))
    story.forget()
    story.advance(minutes=5)
    story.expect_page("ben", step=2)
    story.alert("other")
    story.expect_page("cai", step=1)


def test_rule_8_a_raised_severity_pages_the_acknowledger_again() -> None:
    """Also those paged last, where only the sender acknowledged and nobody has it."""
    story = Story(a_configuration(a_step("ana"), a_step("ben")))
    story.alert(severity="sev3")
    story.acknowledge("ana")
    story.forget()
    story.alert(severity="sev3")
    story.expect_silence()
    story.alert(severity="sev2")
    story.expect_page("ana")

    story.alert("sender", severity="sev3")
    story.acknowledge(None, "sender")
    story.forget()
    story.alert("sender", severity="sev1")
    story.expect_page("ana")


def rules(*minutes: float) -> list[dict[str, Any]]:
    """Personal rules by phone, after so many minutes each."""
    return [
        {"urgency": "high", "delay_seconds": int(60 * each), "contact_method": "phone"}
        for each in minutes
    ]


def test_rule_9_others_keep_their_rules_where_the_step_says_so() -> None:
    """With `stop_on_acknowledge: false` no further step runs, and nobody else is silenced."""
    people = [*(a_person(key, notification_rules=rules(0, 2)) for key in ("ana", "ben")), "dee"]
    step = a_step("ana", "ben", stop_on_acknowledge=False)
    story = Story(a_configuration(step, a_step("dee"), people=people))
    story.alert()
    story.acknowledge("ana")
    story.forget()

    story.advance(minutes=2)
    story.expect_attempt("ben")
    story.advance(minutes=30)

    story.expect_silence()
    story.expect_no_attempt()
    assert story.status == "acknowledged"


def test_rule_9_after_a_downtime_the_newest_due_rule_runs() -> None:
    """The older ones are given up in its favour; what is not due yet follows in its time."""
    people = [a_person("ana", notification_rules=rules(0, 2, 20)), "dee"]
    story = Story(a_configuration(a_step("ana", delay=36_000), people=people))
    story.down(minutes=10)
    story.alert()

    story.advance(minutes=10)

    story.expect_attempt("ana", outcome="expired")
    story.expect_attempt("ana", outcome="delivered")
    story.expect_no_attempt()
    assert [n.reason for n in story.notifications if n.attempts == 0 and n.is_over] == [
        "superseded"
    ]
    story.advance(minutes=10)
    story.expect_attempt("ana")


def test_rule_9_without_a_usable_rule_the_first_verified_method_is_used() -> None:
    """And the log says so."""
    methods = [a_method("old", verified=False), a_method("mail", "email"), a_method("phone")]
    unusable = [{"urgency": "high", "delay_seconds": 0, "contact_method": "old"}]
    ana = a_person("ana", contact_methods=methods, notification_rules=unusable)
    story = Story(a_configuration(a_step("ana"), people=[ana, "dee"]))

    story.alert()

    story.expect_attempt("ana", "mail")
    story.expect_no_attempt()
    assert "ana by email instead: no usable personal rule" in story.log


def test_rule_10_the_last_resort_is_paged_until_somebody_acts() -> None:
    """After its wait and then at its interval; at once where there is no policy to wait for."""
    story = Story(a_configuration(a_step("ana"), last_resort=RESORT))
    story.alert()
    story.forget()
    story.advance(minutes=15)
    story.expect_page("dee", step=None)
    story.advance(minutes=15)
    story.expect_page("dee", step=None)

    none = Story(a_configuration(last_resort=RESORT, service={"escalation_policy": None}))
    none.alert()
    none.expect_page("dee", step=None)


def test_rule_11_a_reassignment_has_to_be_accepted() -> None:
    """Otherwise the giver is paged, then the policy."""
    service = {"acknowledge_timeout_seconds": 600}
    story = Story(a_configuration(a_step("ana"), a_step("cai"), service=service))
    story.alert()
    story.acts("dee", "reassign", to="user:ben")
    story.forget()
    story.advance(minutes=10)
    story.expect_page("dee")
    story.expect_page("ana")
