"""What senders say: repeats, resolves, severities, groups ("Escalation" 4 and 8, "Inbound" 1)."""

import json

import pytest

from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.flow.inbox import understand
from hikeshi.kernel.severity import Severity
from hikeshi.teams.model.integration import IntegrationKind
from tests.flow.story import Story, a_configuration, a_step

T, A, R = SignalAction.TRIGGER, SignalAction.ACKNOWLEDGE, SignalAction.RESOLVE
GROUPING = [{"service": "api", "by": ["labels.cluster"], "window_seconds": 600}]


def sender(story: Story):
    """Return the identity of the service's own sender."""
    return next(iter(story.player.names.senders.values()))


def batch(story: Story, *signals: tuple[SignalAction, str], **facts) -> None:
    """Let several signals come in together."""
    story.player.ingest(
        *(
            Signal(
                integration_id=sender(story),
                action=action,
                dedup_key=key,
                severity=Severity.SEV1,
                title=key,
                **facts,
            )
            for action, key in signals
        )
    )
    story.advance()


def test_a_repeated_trigger_is_silent_and_counted():
    """The same key that fires again is the same incident; nobody hears of it again."""
    story = Story(a_configuration(a_step("ana", delay=3600)))
    story.alert()
    story.forget()

    story.alert()

    story.expect_silence()
    assert len(story.incidents) == 1
    assert [alert.count for alert in story.world.store.alerts.rows.values()] == [2]


def test_a_trigger_while_acknowledged_stands_on_the_timeline_only():
    """Triggers while somebody has the incident are noted and page nobody."""
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    story.acknowledge("ana")
    story.forget()

    story.alert()
    story.advance(minutes=60)

    story.expect_silence()
    assert story.kinds()[-1] == "trigger.while_acknowledged"


@pytest.mark.parametrize("by", [None, "ana"])
def test_a_trigger_after_a_resolve_is_a_new_incident(by):
    """Once it is over, whoever said so, the same key begins a new incident."""
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    story.acts(by, "resolve")
    story.forget()

    story.alert()

    story.expect_page("ana", incident=2)
    assert [i.status.value for i in story.incidents] == ["resolved", "triggered"]


def test_a_repeat_after_auto_resolve_is_a_new_incident():
    """A source that fires on after its incident has resolved by itself begins a new one."""
    story = Story(a_configuration(a_step("ana"), service={"auto_resolve_seconds": 600}))
    story.alert()
    story.advance(minutes=10)
    assert story.status == "resolved"

    story.alert()

    assert [i.status.value for i in story.incidents] == ["resolved", "triggered"]


def test_a_late_resolve_of_an_alert_resolved_by_a_person_is_dropped():
    """A source's resolve for an incident that is over, and its repeats, begin nothing."""
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    story.acts("ana", "resolve")

    batch(story, (R, "k"), (A, "k"), (R, "k"))

    assert [i.status.value for i in story.incidents] == ["resolved"]


def test_acknowledging_or_resolving_an_unknown_key_is_dropped():
    """What is said about a key that does not fire is accepted and has no effect."""
    story = Story(a_configuration(a_step("ana")))

    batch(story, (A, "nothing"), (R, "nothing"))

    assert story.incidents == []


def test_keys_are_exact_and_case_sensitive():
    """Keys that differ in case or in a space are different things."""
    story = Story(a_configuration(a_step("ana")))

    batch(story, (T, "disk"), (T, "Disk"), (T, "disk "))

    assert len(story.incidents) == 3


def test_keys_belong_to_their_sender():
    """The same key of two senders is two incidents."""
    services = [{"key": key, "name": key, "escalation_policy": "default"} for key in ("api", "web")]
    story = Story(a_configuration(a_step("ana"), services=services))

    story.alert(service="api")
    story.alert(service="web")

    assert len(story.incidents) == 2


def test_trigger_resolve_trigger_in_one_batch_are_two_incidents():
    """Order of arrival decides, also within a batch; nothing of the first incident is sent."""
    story = Story(a_configuration(a_step("ana")))

    batch(story, (T, "k"), (R, "k"), (T, "k"))

    assert [i.status.value for i in story.incidents] == ["resolved", "triggered"]
    story.expect_attempt("ana")
    story.expect_no_attempt()


def test_one_instant_may_show_several_states():
    """An incident that began and ended in one batch was triggered, and then resolved."""
    story = Story(a_configuration(a_step("ana")))

    batch(story, (T, "k"), (R, "k"))

    assert [row["status"] for row in story.world.trace.states] == ["triggered", "resolved"]


def test_a_raised_severity_pages_the_acknowledger_again():
    """A trigger that is worse than the incident pages whoever has it, and keeps them."""
    story = Story(a_configuration(a_step("ana", "ben")))
    story.alert(severity="sev3")
    story.acknowledge("ana")
    story.forget()

    story.alert(severity="sev1")

    story.expect_page("ana")
    story.expect_silence()
    assert story.status == "acknowledged"
    assert story.incident.severity is Severity.SEV1


@pytest.mark.parametrize("severity", ["sev3", "sev4"])
def test_the_same_or_a_lower_severity_is_silent(severity):
    """A trigger that is not worse pages nobody while somebody has the incident."""
    story = Story(a_configuration(a_step("ana")))
    story.alert(severity="sev3")
    story.acknowledge("ana")
    story.forget()

    story.alert(severity=severity)

    story.expect_silence()
    assert story.incident.severity is Severity.SEV3


def test_a_raised_severity_makes_a_triggered_incident_worse_without_a_page():
    """Who is being paged already is not paged again when it becomes worse."""
    story = Story(a_configuration(a_step("ana")))
    story.alert(severity="sev4")
    story.forget()

    story.alert(severity="sev2")

    story.expect_silence()
    assert story.incident.severity is Severity.SEV2
    assert story.incident.urgency.value == "high"


def test_the_worst_of_several_raised_severities_counts():
    """When several alerts of one incident become worse at once, the worst one decides."""
    story = Story(a_configuration(a_step("ana"), grouping=GROUPING))
    labels = {"cluster": "eu"}
    for key in ("a", "b"):
        story.player.ingest(a_trigger(story, key, Severity.SEV4, labels))

    story.player.ingest(
        a_trigger(story, "a", Severity.SEV1, labels), a_trigger(story, "b", Severity.SEV2, labels)
    )

    assert story.incident.severity is Severity.SEV1


def a_trigger(story: Story, key: str, severity: Severity, labels) -> Signal:
    """Return a trigger of the service's sender."""
    return Signal(
        integration_id=sender(story), action=T, dedup_key=key, severity=severity, labels=labels
    )


def test_another_severity_may_have_another_policy():
    """A triggered incident whose severity names another policy starts that one."""
    service = {"severity_policies": {"sev1": "other"}}
    story = Story(a_configuration(a_step("ana"), service=service))
    story.alert(severity="sev3")
    story.expect_page("ana")

    story.alert(severity="sev1")

    story.expect_page("dee", step=1)
    story.advance(minutes=60)
    story.expect_silence()


def test_a_raised_severity_does_not_take_an_incident_back_from_another_policy():
    """An incident given to another policy stays there, unless the severity names one of its own."""
    story = Story(a_configuration(a_step("ana")))
    story.alert(severity="sev3")
    story.acts("ana", "reassign", to="policy:other")
    story.forget()

    story.alert(severity="sev1")

    story.expect_silence()


def test_alerts_of_a_group_join_one_incident_for_its_window():
    """Alerts that agree join the open incident; after the window a new one begins."""
    story = Story(a_configuration(a_step("ana", delay=36000), grouping=GROUPING))

    batch(story, (T, "a"), (T, "b"), labels={"cluster": "eu"})
    story.advance(minutes=9)
    batch(story, (T, "c"), labels={"cluster": "eu"})
    batch(story, (T, "d"), labels={"cluster": "us"})
    story.advance(minutes=1)
    batch(story, (T, "e"), labels={"cluster": "eu"})

    assert [i.alert_count for i in story.incidents] == [3, 1, 1]
    pages = [(row["incident"], row["user"]) for row in story.world.trace.pages]
    assert pages == [(1, "ana"), (2, "ana"), (3, "ana")]


def test_an_alert_that_joins_an_acknowledged_incident_is_silent():
    """Who has the incident is not paged for one more alert of it, unless it is worse."""
    story = Story(a_configuration(a_step("ana"), grouping=GROUPING))
    batch(story, (T, "a"), labels={"cluster": "eu"})
    story.acknowledge("ana", "a")
    story.forget()

    batch(story, (T, "b"), labels={"cluster": "eu"})

    story.expect_silence()
    assert story.status == "acknowledged"


@pytest.mark.parametrize(
    ("rule", "after_one", "after_both"),
    [
        ("first", "resolved", "resolved"),
        ("last", "triggered", "resolved"),
        ("never", "triggered", "triggered"),
    ],
)
def test_when_resolved_alerts_resolve_their_incident(rule, after_one, after_both):
    """The service says whether the first or the last alert's end, or none, ends the incident."""
    service = {"resolve_with_alerts": rule}
    story = Story(a_configuration(a_step("ana"), grouping=GROUPING, service=service))
    batch(story, (T, "a"), (T, "b"), labels={"cluster": "eu"})

    batch(story, (R, "a"))
    assert story.status == after_one
    batch(story, (R, "b"))
    assert story.status == after_both


def test_a_resolve_stops_everything():
    """Once the source says that it is over, no step runs and nothing is sent."""
    story = Story(a_configuration(a_step("ana"), a_step("ben")))
    story.down(minutes=5)
    story.alert()
    story.forget()

    story.alert_resolves()
    story.advance(minutes=60)

    story.expect_silence()
    story.expect_no_attempt()
    assert story.incident.plans == ()


def alertmanager_story() -> Story:
    """Return a story with an Alertmanager of the service."""
    integrations = [{"name": "am", "kind": "alertmanager", "service": "api"}]
    return Story(a_configuration(a_step("ana"), integrations=integrations))


def post(story: Story, *alerts: dict, **group) -> None:
    """Let the Alertmanager post a group."""
    body = {"version": "4", "status": "firing", "groupKey": "g", "alerts": list(alerts), **group}
    found = story.world.store.integrations.rows.values()
    am = next(i for i in found if i.kind is IntegrationKind.ALERTMANAGER)
    message = understand(am, body, json.dumps(body).encode())
    story.player.ingest(*message.signals)
    story.advance()


def an_alert(name: str, status: str = "firing", **facts) -> dict:
    """Return an alert of a group."""
    labels = {"alertname": name, "severity": "critical"}
    times = {"startsAt": "2026-01-05T03:00:00Z", "endsAt": "0001-01-01T00:00:00Z"}
    return {"status": status, "labels": labels, "annotations": {}, **times, **facts}


def test_each_alert_of_a_mixed_group_has_its_own_status():
    """In a group with firing and resolved alerts each one follows its own status."""
    story = alertmanager_story()
    post(story, an_alert("a"), an_alert("b"))

    post(story, an_alert("a", "resolved", endsAt="2026-01-05T03:05:00Z"), an_alert("b"))

    assert [i.status.value for i in story.incidents] == ["resolved", "triggered"]


def test_incidents_of_one_message_are_numbered_in_its_order():
    """Of several alerts that begin together the first one in the message has the first number."""
    story = alertmanager_story()

    post(story, *(an_alert(name) for name in "qwertyuiop"))

    assert [i.title for i in story.incidents] == list("qwertyuiop")


def test_order_and_annotations_are_no_part_of_identity():
    """The same labels in another order with other annotations are the same alert."""
    story = alertmanager_story()
    post(story, an_alert("a"), an_alert("b"))

    again = an_alert("b", annotations={"summary": "still"})
    again["labels"] = dict(reversed(again["labels"].items()))
    post(story, again, an_alert("a"))

    assert len(story.incidents) == 2


def test_a_truncated_list_is_not_a_resolve():
    """An alert that is missing from a later, cut group goes on firing."""
    story = alertmanager_story()
    post(story, an_alert("a"), an_alert("b"))

    post(story, an_alert("a"), truncatedAlerts=1)

    assert [i.status.value for i in story.incidents] == ["triggered", "triggered"]


def test_a_good_alert_in_a_bad_batch_is_stored():
    """What can be understood of a message pages; the rest becomes an alert of its own."""
    story = alertmanager_story()

    post(story, an_alert("a"), {"labels": 7})

    assert any("a" in i.title for i in story.incidents)
    assert len(story.incidents) == 2


def test_a_firing_goes_on_after_a_person_resolved_it():
    """A trigger after a person's resolve is a new incident, also where senders name firings."""
    story = Story(a_configuration(a_step("ana")))
    batch(story, (T, "k"), episode="2026-01-05T03:10:00Z")
    story.acts("ana", "resolve")
    batch(story, (T, "k"), episode="2026-01-05T03:10:00Z")

    assert [incident.status.value for incident in story.incidents] == ["resolved", "triggered"]
