"""Giving incidents away, and paging by hand ("Escalation" 11)."""

from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.incidents.use_cases.escalate_incident import EscalateIncident
from hikeshi.incidents.use_cases.trigger_incidents import IncidentDraft, TriggerIncidents
from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.kernel.ids import IncidentId
from hikeshi.kernel.severity import Severity
from tests.flow.story import Story, a_configuration, a_step, a_target

TIMEOUT = {"acknowledge_timeout_seconds": 600}


def page_by_hand(story: Story, giver: str, person: str, *, follows: bool = True) -> None:
    """Let a person page another one."""
    names = story.player.names
    service = names.service("api")
    draft = IncidentDraft(
        id=IncidentId(story.world.ids()),
        title="please look",
        by=Actor(ActorKind.USER, names.user(giver).id),
        severity=Severity.SEV1,
        service_id=service.id if follows else None,
        page=names.user(person).id,
    )
    story.world.do(lambda work: TriggerIncidents()(work, [draft]))
    story.advance()


def test_a_reassignment_pages_the_person_without_a_step():
    """Who gets an incident is paged; the policy stands still meanwhile."""
    story = Story(a_configuration(a_step("ana"), a_step("ben")))
    story.alert()
    story.forget()

    story.acts("ana", "reassign", to="user:cai")

    story.expect_page("cai", step=None)
    story.advance(minutes=29)
    story.expect_silence()


def test_a_reassignment_not_accepted_pages_the_giver_and_then_the_policy():
    """Without an answer within the acknowledge time-out, giver and policy are paged."""
    story = Story(a_configuration(a_step("ana"), a_step("ben"), service=TIMEOUT))
    story.alert()
    story.acts("dee", "reassign", to="user:cai")
    story.forget()

    story.advance(minutes=10)

    story.expect_page("dee", step=None)
    story.expect_page("ana", step=1)
    story.advance(minutes=5)
    story.expect_page("ben", step=2)


def test_a_giver_whom_the_policy_would_page_is_paged_once():
    """One decision pages a person at most once."""
    story = Story(a_configuration(a_step("ana", "ben"), a_step("cai"), service=TIMEOUT))
    story.alert()
    story.acts("ana", "reassign", to="user:dee")
    story.forget()

    story.advance(minutes=10)

    story.expect_page("ana", step=None)
    story.expect_page("ben", step=1)
    story.expect_silence()
    assert len(story.incident.assignee_ids) == 2
    story.advance(minutes=5)
    story.expect_page("cai", step=2)


def test_without_a_timeout_of_the_service_half_an_hour_is_given():
    """Where the service has no acknowledge time-out, a reassignment waits thirty minutes."""
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    story.acts("dee", "reassign", to="user:cai")
    story.forget()

    story.advance(minutes=29, seconds=59)
    story.expect_silence()
    story.advance(seconds=1)

    story.expect_page("dee")
    story.expect_page("ana", step=1)


def test_an_accepted_reassignment_stays():
    """Once the person has acknowledged, nobody is paged."""
    story = Story(a_configuration(a_step("ana"), service={"acknowledge_timeout_seconds": 36000}))
    story.alert()
    story.acts("dee", "reassign", to="user:cai")
    story.forget()

    story.acknowledge("cai")
    story.advance(minutes=590)

    story.expect_silence()


def test_a_reassignment_ends_what_those_before_would_have_been_told():
    """Pending notifications of those who had the incident end as reassigned."""
    story = Story(a_configuration(a_step("ana")))
    story.down(minutes=30)
    story.alert()

    story.acts("ana", "reassign", to="user:cai")

    first = story.notifications[0]
    assert (first.status.value, first.reason) == ("expired", "reassigned")


def test_a_reassignment_to_a_policy_starts_it_from_its_first_step():
    """Another policy begins anew, in round one."""
    story = Story(a_configuration(a_step("ana"), a_step("ben")))
    story.alert()
    story.advance(minutes=5)
    story.forget()

    story.acts("ben", "reassign", to="policy:other")

    story.expect_page("dee", step=1, round=1)
    story.advance(minutes=60)
    story.expect_silence()


def test_reassigning_an_acknowledged_incident_makes_it_triggered():
    """Who gets an incident has not acknowledged it yet."""
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    story.acknowledge("ana")

    story.acts("ana", "reassign", to="user:cai")

    assert story.status == "triggered"
    assert story.world.trace.states[-1]["status"] == "triggered"


def test_a_page_by_hand_goes_to_the_person_and_then_to_the_policy():
    """A person paged by hand has to answer in time; then whoever paged them and the policy are."""
    story = Story(a_configuration(a_step("ana"), service=TIMEOUT))

    page_by_hand(story, "dee", "cai")
    story.expect_page("cai", step=None)
    story.advance(minutes=10)

    story.expect_page("dee", step=None)
    story.expect_page("ana", step=1)


def test_an_acknowledged_page_by_hand_times_out_into_the_policy():
    """When the person paged by hand falls silent, they and the service's policy are paged."""
    story = Story(a_configuration(a_step("ana"), service=TIMEOUT))
    page_by_hand(story, "dee", "cai")
    story.does("cai", lambda work, found, by: AcknowledgeIncident()(work, found, by=by))
    story.forget()

    story.advance(minutes=10)

    story.expect_page("cai", step=None)
    story.expect_page("ana", step=1)


def test_a_page_by_hand_without_a_policy_ends_at_the_last_resort():
    """Where nothing says who is next, the organisation's last resort is paged."""
    resort = {"targets": [a_target("dee")], "after_seconds": 0, "every_seconds": 900}
    story = Story(a_configuration(a_step("ana"), last_resort=resort))

    page_by_hand(story, "dee", "cai", follows=False)
    story.expect_page("cai")
    story.advance(minutes=30)

    story.expect_page("dee", step=None)
    story.expect_silence()
    story.advance(minutes=15)
    story.expect_page("dee", step=None)


def test_escalating_a_page_by_hand_starts_the_policy():
    """Asking for the next step where none ran yet begins the policy of the service."""
    story = Story(a_configuration(a_step("ana")))
    page_by_hand(story, "dee", "cai")
    story.forget()

    story.does("cai", lambda work, found, by: EscalateIncident()(work, found, by=by))

    story.expect_page("ana", step=1)
