"""Acknowledgement, time-out, snooze, manual escalation ("Escalation" 3, 5, 8, 9)."""

import pytest

from hikeshi.incidents.use_cases.mitigate_incident import MitigateIncident
from tests.flow.story import Story, a_configuration, a_person, a_schedule, a_step, a_target

TIMEOUT = {"acknowledge_timeout_seconds": 1800}
RULES = [
    {"urgency": "high", "delay_seconds": 0, "contact_method": "phone"},
    {"urgency": "high", "delay_seconds": 120, "contact_method": "phone"},
]


def test_an_acknowledgement_stops_everything():
    """After an acknowledgement nobody is paged and nothing is sent any more."""
    story = Story(
        a_configuration(
            a_step("ana"),
            a_step("ben"),
            people=[a_person("ana", notification_rules=RULES), "ben", "dee"],
        )
    )
    story.alert()
    story.advance(minutes=1)
    story.forget()

    story.acknowledge("ana")
    story.advance(minutes=24 * 60)

    story.expect_silence()
    story.expect_no_attempt()
    assert story.status == "acknowledged"
    assert story.incident.plans == ()
    assert {n.reason for n in story.notifications if n.attempts == 0} == {"acknowledged"}


def test_after_an_acknowledgement_timeout_the_acknowledger_is_paged_and_the_policy_goes_on():
    """A time-out pages the acknowledger on the same step; the step's delay counts from then."""
    story = Story(a_configuration(a_step("ana", "cai"), a_step("ben"), service=TIMEOUT))
    story.alert()
    story.acknowledge("ana")
    story.forget()

    story.advance(minutes=30)
    story.expect_page("ana", step=1, round=1)
    story.expect_silence()
    assert story.status == "triggered"
    story.advance(minutes=5)
    story.expect_page("ben", step=2, round=1)


def test_after_a_timeout_whoever_is_newly_on_call_is_paged_too():
    """A time-out also pages who came on call for the step since; not who was paged on it before."""
    schedule = a_schedule("primary", (0, 20, "ana"), (20, 600, "cai"))
    story = Story(
        a_configuration(a_step("schedule:primary", "ben"), schedules=[schedule], service=TIMEOUT)
    )
    story.alert()
    story.acknowledge("ana")
    story.forget()

    story.advance(minutes=30)

    story.expect_page("ana")
    story.expect_page("cai", via="schedule:primary")
    story.expect_silence()


def test_an_acknowledger_who_left_is_replaced_by_the_step():
    """Where the acknowledger is gone, a time-out pages everybody the step yields."""
    story = Story(a_configuration(a_step("ana", "ben"), service=TIMEOUT))
    story.alert()
    story.acknowledge("ana")
    story.deactivate("ana")
    story.forget()

    story.advance(minutes=30)

    story.expect_page("ben")
    story.expect_silence()


def test_taking_the_acknowledgement_back_goes_on_like_a_timeout():
    """An un-acknowledgement pages the acknowledger and goes on from the same step."""
    story = Story(a_configuration(a_step("ana"), a_step("ben")))
    story.alert()
    story.advance(minutes=5)
    story.acknowledge("ben")
    story.forget()
    story.advance(minutes=10)

    story.acts("ana", "unacknowledge")

    story.expect_page("ben", step=2)
    story.advance(minutes=60)
    story.expect_silence()
    assert story.incident.escalation.exhausted


def test_a_snooze_outlasts_the_acknowledgement_timeout():
    """While an incident is snoozed its acknowledgement does not time out; the end acts like one."""
    story = Story(a_configuration(a_step("ana"), a_step("ben"), service=TIMEOUT))
    story.alert()
    story.acknowledge("ana")
    story.forget()

    story.acts("ana", "snooze", for_seconds=7200)
    story.advance(minutes=119)
    story.expect_silence()
    story.advance(minutes=1)
    story.expect_page("ana", step=1)
    story.advance(minutes=5)
    story.expect_page("ben", step=2)


def test_snoozing_a_triggered_incident_takes_it():
    """Who snoozes a triggered incident has acknowledged it; the end of the snooze pages them."""
    story = Story(a_configuration(a_step("ana"), a_step("ben")))
    story.alert()
    story.forget()

    story.acts("cai", "snooze", for_seconds=3600)
    assert story.status == "acknowledged"
    story.advance(minutes=60)

    story.expect_page("cai")
    story.expect_silence()


def test_a_second_acknowledgement_joins_and_touches_no_timer():
    """A second person becomes a responder; the time-out stays the first person's."""
    story = Story(a_configuration(a_step("ana", "ben"), service=TIMEOUT))
    story.alert()
    story.acknowledge("ana")
    story.forget()
    story.advance(minutes=20)
    before = story.incident

    story.acknowledge("ben")

    assert story.incident.timers == before.timers
    assert story.incident.acknowledged_by == before.acknowledged_by
    assert len(story.incident.responder_ids) == 2
    story.advance(minutes=10)
    story.expect_page("ana")
    story.expect_silence()


def test_a_repeated_acknowledgement_changes_nothing():
    """The same person's second acknowledgement leaves the incident and its version alone."""
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    story.acknowledge("ana")
    before, kinds = story.incident, story.kinds()

    story.acknowledge("ana")

    assert (story.incident, story.kinds()) == (before, kinds)


def test_a_manual_escalation_runs_the_next_step_now():
    """A person may ask for the next step before its time; its delay counts from then."""
    story = Story(a_configuration(a_step("ana"), a_step("ben"), a_step("cai")))
    story.alert()
    story.forget()
    story.advance(minutes=2)

    story.acts("ana", "escalate")
    story.expect_page("ben", step=2)
    story.advance(minutes=3)
    story.expect_silence()
    story.advance(minutes=2)
    story.expect_page("cai", step=3)


def test_a_manual_escalation_takes_the_acknowledgement_back():
    """Escalating an acknowledged incident makes it triggered again."""
    story = Story(a_configuration(a_step("ana"), a_step("ben"), service=TIMEOUT))
    story.alert()
    story.acknowledge("ana")
    story.forget()

    story.acts("ana", "escalate")

    story.expect_page("ben", step=2)
    assert story.status == "triggered"
    assert "incident.unacknowledged" in story.kinds()


def test_a_manual_escalation_wraps_at_the_last_step():
    """After the last step a manual escalation begins another round, however many were planned."""
    story = Story(a_configuration(a_step("ana"), a_step("ben")))
    story.alert()
    story.advance(minutes=60)
    story.forget()

    story.acts("ben", "escalate")

    story.expect_page("ana", step=1, round=2)
    assert not story.incident.escalation.exhausted
    story.advance(minutes=5)
    story.expect_page("ben", step=2, round=2)
    story.advance(minutes=60)
    story.expect_silence()


def test_a_manual_escalation_may_choose_the_step():
    """A chosen step runs now; the policy goes on behind it."""
    story = Story(a_configuration(a_step("ana"), a_step("ben"), a_step("cai")))
    story.alert()
    story.forget()

    story.acts("ana", "escalate", step=3)

    story.expect_page("cai", step=3)


@pytest.mark.parametrize("verb", ["unacknowledge", "escalate", "reassign", "resolve"])
def test_a_timer_planned_before_a_change_of_hands_does_nothing(verb):
    """Time-outs of an acknowledgement that is gone never come due ("Escalation" 5)."""
    story = Story(a_configuration(a_step("ana", delay=36000), service=TIMEOUT))
    story.alert()
    story.acknowledge("ana")
    story.advance(minutes=10)
    epoch = story.incident.escalation.epoch
    story.acts("ana", verb, **({"to": "policy:other"} if verb == "reassign" else {}))
    story.forget()

    story.advance(minutes=21)

    assert story.incident.escalation.epoch > epoch
    story.expect_no_attempt()
    released = [e for e in story.timeline if e.kind == "incident.unacknowledged"]
    assert "acknowledge timeout" not in {e.facts["reason"] for e in released}


def test_others_keep_their_rules_where_the_step_says_so():
    """`stop_on_acknowledge: false` leaves others' personal rules running, and no step runs."""
    people = [a_person(key, notification_rules=RULES) for key in ("ana", "ben")]
    step = a_step("ana", "ben", stop_on_acknowledge=False)
    story = Story(a_configuration(step, a_step("dee"), people=[*people, "dee"]))
    story.alert()
    story.forget()

    story.acknowledge("ana")
    story.advance(minutes=2)

    story.expect_attempt("ben")
    story.expect_no_attempt()
    story.acknowledge("ben")
    story.advance(minutes=60)
    story.expect_silence()
    story.expect_no_attempt()


def test_a_sender_that_acknowledges_stops_nobody_where_the_step_says_so():
    """Where the step keeps others' rules, everybody is somebody else than a sender."""
    people = [a_person("ana", notification_rules=RULES), "dee"]
    step = a_step("ana", stop_on_acknowledge=False)
    story = Story(a_configuration(step, people=people))
    story.alert()
    story.forget()

    story.acknowledge(None)
    story.advance(minutes=2)

    assert story.status == "acknowledged"
    story.expect_attempt("ana")


def test_a_responder_paged_again_stops_their_own_rules_by_acknowledging():
    """Who joined in an earlier turn and is paged again ends their own rules by acknowledging."""
    people = [a_person(key, notification_rules=RULES) for key in ("ana", "ben")]
    step = a_step("ana", "ben", stop_on_acknowledge=False)
    story = Story(a_configuration(step, people=[*people, "dee"]))
    story.alert()
    story.acknowledge("ben")
    story.acts("ben", "unacknowledge")
    story.acknowledge("ana")
    story.forget()

    story.acknowledge("ben")
    story.advance(minutes=10)

    story.expect_no_attempt()


def test_acknowledging_a_last_resort_page_stops_everybody():
    """What a step says about its own pages does not keep last-resort pages alive."""
    people = [a_person(key, notification_rules=RULES) for key in ("ana", "ben")]
    again = {"targets": [a_target("ana"), a_target("ben")], "every_seconds": 900}
    story = Story(
        a_configuration(
            a_step("dee", stop_on_acknowledge=False), people=[*people, "dee"], exhausted=again
        )
    )
    story.alert()
    story.advance(minutes=5)
    story.forget()

    story.acknowledge("ana")
    story.advance(minutes=60)

    story.expect_no_attempt()


def test_a_mitigated_incident_is_silent():
    """Nobody is paged about an incident whose harm has stopped."""
    story = Story(a_configuration(a_step("ana"), a_step("ben")))
    story.alert()
    story.forget()

    story.does("ana", lambda work, found, by: MitigateIncident()(work, found, by=by))
    story.advance(minutes=60)

    assert story.status == "mitigated"
    story.expect_silence()


def test_auto_resolve_outlives_every_change_of_hands():
    """When an incident resolves by itself counts from its start, whatever follows."""
    service = {"auto_resolve_seconds": 7200, **TIMEOUT}
    story = Story(a_configuration(a_step("ana"), service=service))
    story.alert()
    story.acknowledge("ana")
    story.acts("ana", "unacknowledge")
    story.acts("ana", "reassign", to="user:ben")
    story.acts("ana", "snooze", for_seconds=36000)

    story.advance(minutes=119)
    assert story.status == "acknowledged"
    story.advance(minutes=1)

    assert story.status == "resolved"
