"""A person resolves an incident: its alerts are over with it, and fire again with it."""

from hikeshi.flow.reopening import ReopenUnlessNewer
from hikeshi.flow.sentences import sentence
from hikeshi.memory.queries import InMemoryAlertQueries
from tests.flow.story import Story, a_configuration, a_step
from tests.flow.test_sources import (
    GROUPING,
    R,
    T,
    alertmanager_story,
    an_alert,
    batch,
    post,
)


def statuses(story: Story) -> list[str]:
    """Return the status of every alert, oldest first."""
    return [alert.status.value for alert in story.world.store.alerts.rows.values()]


def reopen(story: Story, incident_id) -> None:
    """Let Ana take an incident up again."""
    queries = InMemoryAlertQueries(story.world.store)

    async def again(work, _, by):
        identities = await queries.identities_of(incident_id)
        await ReopenUnlessNewer()(work, incident_id, identities, by=by)

    story.does("ana", again)


def test_alerts_are_over_with_the_incident_a_person_resolved():
    """All that fire for it end in the name of that person; what belongs to others goes on."""
    story = Story(a_configuration(a_step("ana"), grouping=GROUPING))
    batch(story, (T, "a"), (T, "b"), labels={"cluster": "eu"})
    batch(story, (T, "c"), labels={"cluster": "us"})

    story.acts("ana", "resolve", "a")

    assert statuses(story) == ["resolved", "resolved", "firing"]
    assert [i.status.value for i in story.incidents] == ["resolved", "triggered"]
    ended = [entry for entry in story.timeline if entry.kind == "alert.resolved"]
    ana = story.player.names.user("ana").id
    assert [(entry.by.id, entry.facts["with_incident"]) for entry in ended] == [(ana, True)] * 2


def test_the_timeline_says_why_the_alert_ended():
    """No source said so, and nothing claims that one did."""
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    story.acts("ana", "resolve")

    (entry,) = [entry for entry in story.timeline if entry.kind == "alert.resolved"]
    told = sentence(entry.kind, entry.facts, str)
    assert told == "an alert is over, because its incident was resolved"


def test_resolving_again_changes_nothing():
    """The second time there is nothing left to end, and nothing is said."""
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    story.acts("ana", "resolve")
    told = story.kinds()

    story.acts("ana", "resolve")

    assert story.kinds() == told


def test_a_late_resolve_of_the_source_is_dropped_then():
    """The alert is over already; nothing more is said about the incident."""
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    story.acts("ana", "resolve")
    told = story.kinds()

    batch(story, (R, "k"))

    assert story.kinds() == told


def test_a_named_firing_that_goes_on_begins_a_new_incident():
    """An Alertmanager repeats the firing a person resolved: it never said that it had ended."""
    story = alertmanager_story()
    post(story, an_alert("Disk"))
    incident = story.incident.id
    alert = next(iter(story.world.store.alerts.rows.values()))
    story.acts("ana", "resolve", alert.dedup_key)
    assert story.world.store.incidents.rows[incident].status.value == "resolved"

    post(story, an_alert("Disk"))

    assert [i.status.value for i in story.incidents] == ["resolved", "triggered"]
    assert statuses(story) == ["resolved", "firing"]


def test_a_suppressed_alert_stays_as_it_is():
    """What maintenance keeps quiet belongs to no incident yet: resolving another ends it not."""
    story = Story(a_configuration(a_step("ana")))
    story.alert("loud")
    story.happens("maintenance", service="api", until_seconds=600)
    story.alert("quiet")

    story.acts("ana", "resolve", "loud")
    assert statuses(story) == ["resolved", "firing"]

    story.forget()
    story.advance(minutes=10)
    story.expect_page("ana", incident=2)


def test_reopening_lets_what_a_person_ended_fire_again():
    """The source ends the reopened incident as it would have; its repeats begin no other."""
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    story.advance(minutes=1)
    story.acts("ana", "resolve")
    reopen(story, story.incident.id)
    assert statuses(story) == ["firing"]

    story.alert()
    assert len(story.incidents) == 1
    story.alert_resolves()
    assert story.status == "resolved"


def test_reopening_leaves_what_its_source_ended():
    """The source said that it was over, and it is."""
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    story.alert_resolves()
    reopen(story, story.incident.id)

    assert statuses(story) == ["resolved"]
    assert story.status == "triggered"


def test_alerts_are_over_with_an_incident_that_resolved_by_itself():
    """As if somebody had resolved it by hand; reopening lets them fire again."""
    story = Story(a_configuration(a_step("ana"), service={"auto_resolve_seconds": 600}))
    story.alert("a")
    story.advance(minutes=10)

    assert (story.incident.status.value, statuses(story)) == ("resolved", ["resolved"])
    ended = [entry for entry in story.timeline if entry.kind == "alert.resolved"]
    assert [(entry.by.kind.value, entry.facts["with_incident"]) for entry in ended] == [
        ("system", True)
    ]

    reopen(story, story.incident.id)

    assert (story.incident.status.value, statuses(story)) == ("triggered", ["firing"])
