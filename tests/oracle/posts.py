"""Generated messages as senders post them, each beside what it means.

The meaning is written from the senders' documentation and the published table of severities:
which alert of which service fires, ends or is acknowledged, and how bad it is.
"""

from typing import Any

from hypothesis import strategies as st

#: Integrations of every description: their kind, and their service; without one routes decide.
SENDERS: dict[str, tuple[str, str | None]] = {
    "am": ("alertmanager", None),
    "pd": ("pagerduty", "api"),
    "own": ("generic", "web"),
}
ROUTES = [
    {"match": {"labels": {"team": "web"}}, "service": "web"},
    {"match": "all", "service": "api"},
]
#: What people may act on: (service, key) of what the senders post about.
IDENTITIES = [("api", "am-1"), ("web", "am-2"), ("api", "pd-1"), ("web", "own-1")]
_LABELS = {"critical": 1, "error": 2, "warning": 3, "info": 4, "none": 5}
_EVENTS_V2 = {"critical": 1, "error": 2, "warning": 3, "info": 4}
#: Of a signal whose sender says nothing known.
_DEFAULTS = {"am": 2, "pd": 2, "own": 3}
_words = st.sampled_from([*_LABELS, "odd", None])


def _means(
    action: str, identity: tuple[str, str], severity: int, title: str, label: str | None = None
) -> dict[str, Any]:
    service, key = identity
    fixed = {"action": action, "service": service, "key": key}
    return {**fixed, "severity": severity, "title": title, "label": label}


def _unreadable(sender: str, service: str) -> dict[str, Any]:
    identity = (service, f"unreadable by {sender}")
    return _means("trigger", identity, _DEFAULTS[sender], "Unreadable")


@st.composite
def _alerts(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return one alert of Alertmanager's group, and its meaning."""
    key, word = draw(st.sampled_from(["am-1", "am-2"])), draw(_words)
    fires = draw(st.sampled_from([True, True, False]))
    labels = {"alertname": "Disk", "cluster": draw(st.sampled_from(["a", "b"]))}
    if key == "am-2":
        labels["team"] = "web"
    if word is not None:
        labels["severity"] = word
    alert = {
        "status": "firing" if fires else "resolved",
        "labels": labels,
        "annotations": draw(st.sampled_from([{}, {"runbook": "https://example.org"}])),
        "endsAt": draw(st.sampled_from(["0001-01-01T00:00:00Z", "2036-01-01T00:00:00Z"])),
        "fingerprint": key,
    }
    service = "web" if key == "am-2" else "api"
    severity = _LABELS.get(word or "", _DEFAULTS["am"])
    action = "trigger" if fires else "resolve"
    return alert, _means(action, (service, key), severity, "Disk", word)


@st.composite
def _groups(draw: st.DrawFn) -> dict[str, Any]:
    found = draw(st.lists(_alerts(), min_size=1, max_size=3))
    alerts, meanings = [alert for alert, _ in found], [means for _, means in found]
    if draw(st.sampled_from([False, False, False, True])):
        alerts.insert(draw(st.integers(0, len(alerts))), {"labels": {}, "status": "firing"})
        meanings.append(_unreadable("am", "api"))
    every = all(alert["status"] == "resolved" for alert in alerts)
    payload = {
        "version": "4",
        "status": "resolved" if every else "firing",
        "groupLabels": {"alertname": "Disk"},
        "alerts": alerts,
        "truncatedAlerts": 0,
    }
    return {"sender": "am", "payload": payload, "means": meanings}


@st.composite
def _events(draw: st.DrawFn) -> dict[str, Any]:
    """Return an event of the Events API v2."""
    action = draw(st.sampled_from(["trigger", "trigger", "resolve", "acknowledge", "nonsense"]))
    body: dict[str, Any] = {"routing_key": "R" * 32, "event_action": action, "dedup_key": "pd-1"}
    if action == "nonsense":
        return {"sender": "pd", "payload": body, "means": [_unreadable("pd", "api")]}
    word = draw(_words)
    if action == "trigger":
        body["payload"] = {"summary": "api: k", "source": "db1"}
        if word is not None:
            body["payload"]["severity"] = word
    severity = _EVENTS_V2.get(word or "", _DEFAULTS["pd"])
    means = _means(action, ("api", "pd-1"), severity, "api: k", word)
    return {"sender": "pd", "payload": body, "means": [means]}


@st.composite
def _objects(draw: st.DrawFn) -> dict[str, Any]:
    """Return a message of our own format."""
    if draw(st.sampled_from([False, False, False, True])):
        return {"sender": "own", "payload": "down again", "means": [_unreadable("own", "web")]}
    action, word = draw(st.sampled_from(["trigger", "trigger", "resolve", "acknowledge"])), None
    body: dict[str, Any] = {"title": "Disk", "dedup_key": "own-1", "action": action}
    if (word := draw(_words)) is not None:
        body["severity"] = word
    severity = _LABELS.get(word or "", _DEFAULTS["own"])
    means = _means(action, ("web", "own-1"), severity, "Disk")
    return {"sender": "own", "payload": body, "means": [means]}


#: A message, who posts it, and its meaning.
messages = st.one_of(_groups(), _groups(), _events(), _objects())
