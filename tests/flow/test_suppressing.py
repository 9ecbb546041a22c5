"""Silences and maintenance: nobody is told meanwhile, and no page is lost in silence."""

from datetime import timedelta

from attrs import evolve

from hikeshi.alerts.model.drafts import MaintenanceWindowDraft, SilenceDraft
from hikeshi.alerts.model.matcher import Matcher
from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.alerts.use_cases.create_maintenance_window import CreateMaintenanceWindow
from hikeshi.alerts.use_cases.create_silence import CreateSilence
from hikeshi.alerts.use_cases.edit_maintenance_window import EditMaintenanceWindow
from hikeshi.alerts.use_cases.end_maintenance_window import EndMaintenanceWindow
from hikeshi.alerts.use_cases.end_silence import EndSilence
from hikeshi.flow.owning import OwningTeams
from hikeshi.flow.releasing import ReleaseSuppressed
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.severity import Severity
from tests.flow.story import START, Story, a_configuration, a_step

GROUPING = [{"service": "api", "by": ["labels.cluster"], "window_seconds": 36_000}]


def a_story(**sections) -> Story:
    """Two people, one after the other, for one service."""
    return Story(a_configuration(a_step("ana", delay=300), a_step("ben"), **sections))


def maintain(story: Story, minutes: float | None):
    """Put the service under maintenance for so long, or until further notice."""
    now = story.world.now
    draft = MaintenanceWindowDraft(
        service_ids=(story.player.names.service("api").id,),
        ends_at=None if minutes is None else now + timedelta(minutes=minutes),
        reason="upgrade",
    )
    owners = OwningTeams(story.world.store.directory())
    return story.world.do(
        lambda work: CreateMaintenanceWindow()(work, draft, owners=owners, by=SYSTEM)
    )


def silence(story: Story, minutes: float, *matchers: Matcher):
    """Silence alerts for so long."""
    draft = SilenceDraft(
        matchers=matchers or (Matcher(name="service", value="api"),),
        ends_at=story.world.now + timedelta(minutes=minutes),
        comment="load test",
    )
    return story.world.do(lambda work: CreateSilence()(work, draft, by=SYSTEM))


def alerts(story: Story):
    """All alerts, oldest first."""
    return [alert for _, alert in sorted(story.world.store.alerts.rows.items())]


def send(story: Story, *actions: SignalAction, key: str = "k", **facts) -> None:
    """Let the sender say something about one key, several things together."""
    sender = next(iter(story.player.names.senders.values()))
    facts = {"severity": Severity.SEV1, "title": key, **facts}
    story.player.ingest(
        *(Signal(integration_id=sender, action=a, dedup_key=key, **facts) for a in actions)
    )
    story.advance()


def test_nobody_is_told_during_maintenance():
    """The alert fires and is counted, no incident begins, and the journal says why."""
    story = a_story()
    window = maintain(story, 60)
    story.alert()
    story.alert()
    story.advance(30)

    story.expect_silence()
    assert story.incidents == []
    (alert,) = alerts(story)
    assert (alert.status.value, alert.count, alert.suppressed_since) == ("firing", 2, START)
    entries = [e for e in story.world.store.journal.rows.values() if e.type == "alert.suppressed"]
    assert [entry.facts["suppressed_by"] for entry in entries] == [[str(window.id)]]
    assert "maintenance “upgrade”" in story.log


def test_what_still_fires_at_the_end_is_told_of_then():
    """The incident begins at the instant the maintenance ends, once, from the first step."""
    story = a_story()
    maintain(story, 10)
    story.alert()
    story.advance(10)

    story.expect_page("ana", step=1, incident=1)
    assert alerts(story)[0].incident_id == story.incident.id
    assert alerts(story)[0].suppressed_since is None
    story.advance(5)
    story.expect_page("ben", step=2, incident=1)
    assert len(story.incidents) == 1


def test_what_was_over_before_is_never_told_of():
    """An alert that resolves while it is suppressed begins nothing, then or later."""
    story = a_story()
    maintain(story, 10)
    story.alert()
    story.alert_resolves()
    story.advance(60)

    story.expect_silence()
    assert story.incidents == []
    assert alerts(story)[0].status.value == "resolved"
    assert not story.world.store.suppressed.rows


def test_silences_mean_what_they_match():
    """An alert that does not match is told of as ever."""
    story = a_story()
    silence(story, 10, Matcher(name="severity", value="sev[45]", is_regex=True))
    story.alert("quiet", "sev5")
    story.expect_silence()

    story.alert("loud", "sev1")
    story.expect_page("ana", incident=1)


def test_ending_a_silence_early_tells_at_once():
    """Whatever it kept quiet and still fires is told of when somebody ends it."""
    story = a_story()
    made = silence(story, 600)
    story.alert()
    story.advance(1)
    story.world.do(lambda work: EndSilence()(work, made.id, by=SYSTEM))
    story.advance()

    story.expect_page("ana")


def test_an_open_window_ends_when_somebody_ends_it():
    """Without an end nothing is planned, and nothing is lost either."""
    story = a_story()
    made = maintain(story, None)
    story.alert()
    story.advance(60 * 24 * 40)
    story.expect_silence()

    owners = OwningTeams(story.world.store.directory())
    story.world.do(lambda work: EndMaintenanceWindow()(work, made.id, owners=owners, by=SYSTEM))
    story.advance()
    story.expect_page("ana")


def test_a_window_that_is_stretched_keeps_quiet_longer():
    """The new end holds for what is suppressed already."""
    story = a_story()
    made = maintain(story, 10)
    story.alert()
    owners = OwningTeams(story.world.store.directory())
    later = START + timedelta(minutes=20)
    story.world.do(
        lambda work: EditMaintenanceWindow()(
            work, made.id, lambda draft: evolve(draft, ends_at=later), owners=owners, by=SYSTEM
        )
    )
    story.advance(19)
    story.expect_silence()
    story.advance(1)
    story.expect_page("ana")


def test_while_another_one_covers_it_nobody_is_told():
    """When one ends and another holds by then, the end of that one counts, and nobody hears twice.

    The second one begins exactly where the first one ends.
    """
    story = a_story()
    maintain(story, 10)
    story.alert()
    story.advance(5)
    draft = SilenceDraft(
        matchers=(Matcher(name="service", value="api"),),
        starts_at=START + timedelta(minutes=10),
        ends_at=START + timedelta(minutes=30),
        comment="still at it",
    )
    story.world.do(lambda work: CreateSilence()(work, draft, by=SYSTEM))
    story.advance(24)
    story.expect_silence()
    story.advance(1)

    story.expect_page("ana")
    story.advance(60)
    assert len(story.incidents) == 1


def test_a_silence_stops_no_escalation_under_way():
    """Who is being paged goes on being paged: acknowledging stops that, a silence does not."""
    story = a_story()
    story.alert()
    story.expect_page("ana")
    silence(story, 60)
    story.alert()
    story.advance(5)

    story.expect_page("ben", step=2)


def test_a_repeat_of_an_acknowledged_incident_stays_on_the_timeline():
    """An incident that was open before the silence takes its repeats as ever."""
    story = a_story()
    story.alert()
    story.acknowledge("ana")
    story.forget()
    silence(story, 60)
    story.alert()

    story.expect_silence()
    assert story.kinds()[-1] == "trigger.while_acknowledged"


def test_an_alert_that_gets_worse_leaves_its_silence():
    """Each trigger is looked at anew: what no longer matches is told of at once."""
    story = a_story()
    silence(story, 60, Matcher(name="severity", value="sev3"))
    story.alert(severity="sev3")
    story.expect_silence()
    story.alert(severity="sev1")

    story.expect_page("ana", incident=1)
    assert story.incident.severity is Severity.SEV1
    assert not story.world.store.suppressed.rows


def test_acknowledging_what_is_suppressed_does_nothing():
    """There is no incident to acknowledge; at the end somebody is told all the same."""
    story = a_story()
    maintain(story, 10)
    story.alert()
    story.acknowledge(None)
    story.acknowledge("ana")
    story.advance(10)

    story.expect_page("ana")
    assert story.status == "triggered"


def test_workers_that_were_down_tell_once():
    """After downtime over the end exactly one incident begins."""
    story = a_story()
    maintain(story, 10)
    story.alert()
    story.down(60)
    story.advance(59)
    story.expect_silence()
    story.advance(1)

    story.expect_page("ana", incident=1)
    assert len(story.incidents) == 1


def test_a_trigger_before_the_workers_tells_once():
    """A trigger after the end tells at once, though no worker has looked; none tells again."""
    story = a_story()
    maintain(story, 10)
    story.alert()
    story.down(60)
    story.advance(20)
    send(story, SignalAction.TRIGGER)
    story.advance(120)

    assert len(story.incidents) == 1
    assert story.world.trace.pages[0]["after_seconds"] == 20 * 60


def test_looking_twice_tells_once():
    """A worker that looks again at what was told of finds nothing to do."""
    story = a_story()
    maintain(story, 10)
    story.alert()
    planned = dict(story.world.store.suppressed.rows)
    story.advance(10)
    for alert_id, row in planned.items():
        story.world.store.suppressed.put(alert_id, row)

    assert story.world.do(ReleaseSuppressed()) == 1
    assert len(story.incidents) == 1
    assert not story.world.store.suppressed.rows


def test_all_of_one_batch():
    """Trigger, resolve and trigger in one batch leave one suppressed alert that fires."""
    story = a_story()
    maintain(story, 10)
    send(story, SignalAction.TRIGGER, SignalAction.RESOLVE, SignalAction.TRIGGER)

    assert [alert.status.value for alert in alerts(story)] == ["resolved", "firing"]
    assert all(alert.suppressed_since == START for alert in alerts(story))
    assert list(story.world.store.suppressed.rows) == [alerts(story)[1].id]
    story.advance(10)
    assert len(story.incidents) == 1


def test_a_group_begins_when_its_alerts_are_let_go():
    """Suppressed alerts of one group share one incident once they are told of."""
    story = a_story(grouping=GROUPING)
    maintain(story, 10)
    for key in ("a", "b"):
        send(story, SignalAction.TRIGGER, key=key, labels={"cluster": "tokyo"})
    story.advance(10)

    assert [incident.alert_count for incident in story.incidents] == [2]
    assert {alert.incident_id for alert in alerts(story)} == {story.incident.id}


def test_let_go_it_joins_the_open_incident_of_its_group():
    """An alert that was silenced joins what its group has open by then."""
    story = a_story(grouping=GROUPING)
    silence(story, 10, Matcher(name="title", value="quiet"))
    send(story, SignalAction.TRIGGER, key="quiet", labels={"cluster": "tokyo"})
    send(story, SignalAction.TRIGGER, key="loud", labels={"cluster": "tokyo"})
    assert story.incident.alert_count == 1
    story.advance(10)

    assert [incident.alert_count for incident in story.incidents] == [2]


def test_files_say_what_is_silent():
    """Silences and windows of a configuration file hold from the start."""
    ends = (START + timedelta(minutes=10)).isoformat()
    story = a_story(
        silences=[
            {
                "match": {"labels": {"title": "api: k"}},
                "starts_at": "2026-01-01T00:00:00Z",
                "ends_at": ends,
                "comment": "known",
            }
        ]
    )
    story.alert("k")
    story.expect_silence()
    story.alert("j")
    story.expect_page("ana", incident=1)
    story.advance(10)
    story.forget()
    assert len(story.incidents) == 2


def test_a_configuration_without_the_silence_ends_it():
    """What only an earlier file silenced is told of; what people did at work stays."""
    ends = (START + timedelta(minutes=60)).isoformat()
    window = {
        "key": "move",
        "services": ["api"],
        "starts_at": "2026-01-01T00:00:00Z",
        "ends_at": ends,
        "reason": "move",
    }
    story = a_story(maintenance_windows=[window])
    story.alert()
    made = silence(story, 30, Matcher(name="title", value="other"))
    story.configure(a_configuration(a_step("ana", delay=300), a_step("ben")))
    story.advance()

    story.expect_page("ana")
    assert list(story.world.store.silences.rows) == [made.id]
