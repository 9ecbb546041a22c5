"""The core, rehearsing a storm, against a model of gathering that shares no code with it."""

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from tests.oracle.bundling_oracle import BundlingOracle, Message
from tests.oracle.escalation_parts import START

from hikeshi.rehearsal.rehearsal import Rehearsal

UNTIL = 240
SERVICES = [f"s{number}" for number in range(5)]
seconds = st.integers(0, 120)
keys = st.integers(0, 24).map(lambda number: f"k{number}")


@st.composite
def storms(draw: st.DrawFn) -> dict[str, Any]:
    """Many alerts in two minutes, some raised, some taken, and perhaps a downtime."""
    count = draw(st.integers(1, 25))
    events = [
        {
            "at": draw(seconds),
            "kind": "trigger",
            "key": f"k{number}",
            "service": draw(st.sampled_from(SERVICES)),
            "severity": draw(st.sampled_from([2, 2, 2, 2, 1])),
        }
        for number in range(count)
    ]
    others = draw(st.lists(st.sampled_from(["raise", "acknowledge"]), max_size=6))
    events += [{"at": draw(seconds), "kind": kind, "key": draw(keys)} for kind in others]
    if draw(st.integers(0, 3)) == 0:
        at = draw(seconds)
        events.append({"at": at, "kind": "down", "until": at + draw(st.integers(1, 60))})
    return {
        "messages": draw(st.sampled_from([1, 3, 3, 5])),
        "window": draw(st.sampled_from([10, 60, 60])),
        "new_service": draw(st.sampled_from([1, 3, 3, 20])),
        "events": sorted(events, key=lambda event: event["at"]),
    }


@given(storms())
@example(
    {
        "messages": 1,
        "window": 60,
        "new_service": 3,
        "events": [
            {"at": 0, "kind": "trigger", "key": f"k{n}", "service": "s0", "severity": 2}
            for n in range(3)
        ],
    }
)
def test_the_core_gathers_as_the_model_does(description: dict[str, Any]) -> None:
    """Which message leaves when, and which incidents it names, agree."""
    model = BundlingOracle(description).play(UNTIL)

    assert sorted(rehearsed(description)) == sorted(model.messages)


def rehearsed(description: dict[str, Any]) -> list[Message]:
    """Return what the core sends."""
    rehearsal = Rehearsal(_configuration(description), start=START)
    world = rehearsal._player.world
    for event in description["events"]:
        rehearsal.advance(seconds=event["at"] - world.trace.seconds(world.now))
        _play(rehearsal, event)
    rehearsal.advance(seconds=UNTIL - world.trace.seconds(world.now))
    titles = {found.id: found.title for found in world.store.incidents.rows.values()}
    together: dict[tuple[int, Any], list[str]] = {}
    for attempt in world.store.attempts.rows.values():
        sent = world.store.notifications.rows[attempt.notification_id]
        at = (world.trace.seconds(attempt.started_at), sent.bundle_id or sent.id)
        together.setdefault(at, []).append(titles[attempt.incident_id])
    return [(second, tuple(sorted(named))) for (second, _), named in together.items()]


def _play(rehearsal: Rehearsal, event: dict[str, Any]) -> None:
    if event["kind"] == "trigger":
        severity = f"sev{event['severity']}"
        rehearsal.trigger(dedup_key=event["key"], service=event["service"], severity=severity)
    elif event["kind"] == "down":
        rehearsal._player.world.down_until = rehearsal._player.world.trace.instant(event["until"])
    elif event["key"] in _services(rehearsal):
        service = _services(rehearsal)[event["key"]]
        if event["kind"] == "raise":
            rehearsal.trigger(dedup_key=event["key"], service=service, severity="sev1")
        else:
            rehearsal.acknowledge(event["key"], by="ana", service=service)


def _services(rehearsal: Rehearsal) -> dict[str, str]:
    """Return the service of each key that has fired."""
    store = rehearsal._player.world.store
    known = {service.id: service.key for service in store.services.rows.values()}
    alerts = store.alerts.rows.values()
    return {alert.dedup_key: known[alert.service_id] for alert in alerts if alert.service_id}


def _configuration(description: dict[str, Any]) -> dict[str, Any]:
    phone = {"key": "phone", "kind": "sms", "address": "+81312345678", "verified": True}
    ana = {"key": "ana", "name": "Ana", "email": "ana@example.org", "contact_methods": [phone]}
    step = {"delay_seconds": 7200, "targets": [{"kind": "user", "key": "ana"}]}
    return {
        "version": 1,
        "users": [ana],
        "escalation_policies": [{"key": "p", "steps": [step]}],
        "services": [
            {"key": key, "name": key, "escalation_policy": "p", "acknowledge_timeout_seconds": None}
            for key in SERVICES
        ],
        "organisation": {
            "bundling": {
                "messages": description["messages"],
                "window_seconds": description["window"],
                "new_service_seconds": description["new_service"],
            }
        },
    }
