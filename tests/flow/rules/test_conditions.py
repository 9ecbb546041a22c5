"""Conditions of steps, turns and support hours, on a Monday at 03:10 in UTC."""

from typing import Any

from hikeshi.incidents.use_cases.reopen_incident import ReopenIncident
from tests.flow.story import Story, a_configuration, a_person, a_schedule, a_step, a_target

NIGHT = {"time_zone": "UTC", "from": "22:00", "to": "06:00"}
DAY = {"time_zone": "UTC", "from": "06:00", "to": "22:00"}
HOURS = {"time_zone": "UTC", "windows": [{"from": "06:00", "to": "18:00"}]}


def stepping(when: dict[str, Any], severity: str = "sev1", **sections: Any) -> Story:
    """Return a story in which Ana's step has a condition and Ben's has none."""
    steps = (a_step("ana", when=when), a_step("ben"))
    story = Story(a_configuration(*steps, **sections))
    story.alert(severity=severity)
    return story


def test_a_step_whose_condition_does_not_hold_is_passed_at_once() -> None:
    """Every part that is given must hold; the timeline says which one does not."""
    stepping({"severities": ["sev1"], "urgencies": ["high"], "times": [NIGHT]}).expect_page("ana")
    for when, reason in (
        ({"severities": ["sev2"]}, "its severity is another"),
        ({"severities": ["sev1"], "urgencies": ["low"]}, "its urgency is another"),
        ({"times": [DAY]}, "it is outside its hours"),
    ):
        story = stepping(when)
        story.expect_page("ben", step=2)
        (skipped,) = [e for e in story.timeline if e.kind == "step.skipped"]
        assert skipped.facts["reason"] == reason


def test_several_times_add_up() -> None:
    """One of them is enough."""
    stepping({"times": [DAY, NIGHT]}).expect_page("ana", step=1)


def test_a_condition_is_asked_when_the_step_runs() -> None:
    """Not when the incident begins: five minutes later the window is open."""
    soon = {"time_zone": "UTC", "from": "03:15", "to": "04:00"}
    story = Story(a_configuration(a_step("ana"), a_step("ben", when={"times": [soon]})))
    story.alert()
    story.expect_page("ana", step=1)
    story.advance(minutes=5)
    story.expect_page("ben", step=2)


def test_holidays_let_a_step_run_or_not() -> None:
    """The local day of the zone decides: in Tokyo it is Monday too, in Bogota still Sunday."""
    holidays = [{"key": "jp", "source": {"dates": ["2026-01-05"]}}]
    for on, zone, person in ((True, "Asia/Tokyo", "ana"), (False, "Asia/Tokyo", "ben")):
        when = {"holidays": {"set": "jp", "on": on, "time_zone": zone}}
        stepping(when, holidays=holidays).expect_page(person)
    when = {"holidays": {"set": "jp", "on": True, "time_zone": "America/Bogota"}}
    stepping(when, holidays=holidays).expect_page("ben")


def test_people_outside_their_own_hours_are_left_out_by_name() -> None:
    """It is noon in Tokyo and night in Bogota; `on_empty` says what happens with nobody left."""
    people = [a_person("ana", time_zone="America/Bogota"), a_person("ben", time_zone="Asia/Tokyo")]
    awake = {"times": [{"time_zone": "responder", "from": "08:00", "to": "20:00"}]}
    story = Story(a_configuration(a_step("ana", "ben", when=awake), people=[*people, "dee"]))
    story.alert()
    story.expect_page("ben")
    story.expect_silence()
    assert "ana is left out on step 1" in story.log

    fallback = a_step("ana", when=awake, on_empty={"fallback": a_target("ben")})
    story = Story(a_configuration(fallback, people=[*people, "dee"]))
    story.alert()
    story.expect_page("ben", step=1)


def test_a_waiting_step_pages_whose_hours_begin() -> None:
    """In London it is ten past three: Ana is paged at eight."""
    awake = {"times": [{"time_zone": "responder", "from": "08:00", "to": "20:00"}]}
    wait = {"wait_until_covered": {"max_seconds": 36_000}}
    story = Story(a_configuration(a_step("ana", when=awake, on_empty=wait)))
    story.alert()
    story.advance(minutes=4 * 60 + 49)
    story.expect_silence()
    story.advance(minutes=1)
    story.expect_page("ana")


def test_a_policy_whose_steps_are_all_passed_ends_loudly() -> None:
    """It says that it paged nobody, goes on with the last resort, and never loops."""
    resort = {"targets": [a_target("dee")], "after_seconds": 0, "every_seconds": 600}
    never = a_step("ana", when={"severities": ["sev5"]})
    story = Story(a_configuration(never, never, repeat=100, last_resort=resort))
    story.alert()
    story.expect_page("dee", step=None)
    assert story.kinds().count("escalation.exhausted") == 1


def test_turns_go_round_across_incidents_and_versions() -> None:
    """The first one begins; a target with nobody is passed over; an edit keeps the turn."""
    empty = a_schedule("primary")
    targets = ("ana", "schedule:primary", "ben")
    story = Story(a_configuration(a_step(*targets, round_robin=True), schedules=[empty]))
    for number, person in enumerate(("ana", "ben", "ana")):
        story.alert(f"k{number}")
        story.expect_page(person)
    edited = a_step(*targets, delay=600, round_robin=True)
    story.configure(a_configuration(edited, schedules=[empty]))
    story.alert("after")
    story.expect_page("ben")
    story.expect_silence()


def test_a_turn_of_nobody_is_an_empty_step() -> None:
    """When no target yields anybody, `on_empty` says what happens."""
    step = a_step("schedule:primary", "schedule:primary", round_robin=True)
    story = Story(a_configuration(step, a_step("ben"), schedules=[a_schedule("primary")]))
    story.alert()
    story.expect_page("ben", step=2)


def test_outside_support_hours_the_urgency_is_low_until_they_begin() -> None:
    """At six the urgency rises and who is assigned is paged again; the steps go on as planned."""
    story = Story(a_configuration(a_step("ana"), service={"support_hours": HOURS}))
    story.alert(severity="sev1")
    assert story.incident.urgency == "low"
    story.forget()
    story.advance(minutes=2 * 60 + 49)
    story.expect_silence()
    story.advance(minutes=1)
    story.expect_page("ana")
    assert story.incident.urgency == "high"
    assert story.kinds().count("urgency.raised") == 1


def test_what_somebody_has_does_not_rise() -> None:
    """It rises when it is given back, whatever the hour within the support hours."""
    story = Story(a_configuration(a_step("ana"), service={"support_hours": HOURS}))
    story.alert()
    story.acknowledge("ana")
    story.forget()
    story.advance(minutes=300)
    story.expect_silence()
    assert story.incident.urgency == "low"
    story.acts("ana", "unacknowledge")
    story.expect_page("ana")
    assert story.incident.urgency == "high"


def test_some_severities_are_always_high() -> None:
    """And what asks for no high urgency never rises."""
    hours = {**HOURS, "always_high": ["sev1"]}
    story = Story(a_configuration(a_step("ana"), service={"support_hours": hours}))
    for severity, urgency in (("sev1", "high"), ("sev2", "low"), ("sev4", "low")):
        story.alert(severity, severity=severity)
        assert story.incident.urgency == urgency
    story.advance(minutes=200)
    assert [incident.urgency for incident in story.incidents] == ["high", "high", "low"]


def test_support_hours_that_began_during_a_downtime_count_afterwards() -> None:
    """The urgency rises once, when the workers are back; after the hours it waits for the next."""
    story = Story(a_configuration(a_step("ana"), service={"support_hours": HOURS}))
    story.alert()
    story.forget()
    story.down(minutes=300)
    story.advance(minutes=300)
    story.expect_page("ana")

    late = Story(a_configuration(a_step("ana"), service={"support_hours": HOURS}))
    late.alert()
    late.forget()
    late.down(minutes=16 * 60)
    late.advance(minutes=16 * 60)
    late.expect_silence()
    late.advance(minutes=10 * 60 + 50)
    late.expect_page("ana")


def test_a_reopened_incident_ends_by_itself_again() -> None:
    """Counted from when it was taken up again."""
    story = Story(a_configuration(a_step("ana"), service={"auto_resolve_seconds": 3600}))
    story.alert()
    story.advance(minutes=61)
    assert story.status == "resolved"
    incident_id = story.incident.id
    story.does("ana", lambda work, _, by: ReopenIncident()(work, incident_id, by=by))
    story.advance(minutes=59)
    assert story.status == "triggered"
    story.advance(minutes=1)
    assert story.status == "resolved"
