"""Alertmanager's webhook, version 4 (Grafana's and incident.io's bodies are supersets).

Each alert of a group speaks for itself: its own status, its fingerprint as identity; annotations
and order are no part of it. What `max_alerts` cut off is not resolved by its absence. `endsAt` is
not looked at: in a webhook the status decides, so a planned end is not taken for one.
"""

from collections.abc import Mapping
from typing import Any

from hikeshi.alerts.model.formats.fingerprint import fingerprint
from hikeshi.alerts.model.formats.parsed import Parsed
from hikeshi.alerts.model.formats.severities import from_label
from hikeshi.alerts.model.formats.texts import (
    as_key,
    as_text,
    as_texts,
    as_title,
    cut,
    first_text,
)
from hikeshi.alerts.model.formats.timestamps import parse_timestamp
from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.kernel.ids import IntegrationId

_UNKNOWN_SHAPE = (
    "no list “alerts” in the body: expected Alertmanager's webhook, version 4; "
    "remove the custom payload from the receiver or use a generic integration"
)
_ACTIONS = {"firing": SignalAction.TRIGGER, "resolved": SignalAction.RESOLVE}


def parse(body: Any, integration_id: IntegrationId) -> Parsed:
    """Return one signal for each alert, and a fault for each that cannot be understood.

    Args:
        body: Storable builtins.
    """
    alerts = body.get("alerts") if isinstance(body, dict) else None
    if not isinstance(alerts, list):
        return Parsed(faults=(_UNKNOWN_SHAPE,))
    group = {name: item for name, item in body.items() if name != "alerts"}
    signals: list[Signal] = []
    faults: list[str] = []
    for index, alert in enumerate(alerts):
        labels = _labels(alert)
        if labels:
            signals.append(_signal(alert, labels, group, integration_id))
        else:
            faults.append(f"alerts[{index}].labels: must be an object with at least one label")
    return Parsed(tuple(signals), tuple(faults))


def _labels(alert: Any) -> Mapping[str, str]:
    """Return the labels; an empty one is as good as absent."""
    given = alert.get("labels") if isinstance(alert, dict) else None
    return as_texts(given) if isinstance(given, dict) else {}


def _signal(
    alert: dict[str, Any],
    labels: Mapping[str, str],
    group: dict[str, Any],
    integration_id: IntegrationId,
) -> Signal:
    given = alert.get("annotations")
    annotations = as_texts(given) if isinstance(given, dict) else {}
    return Signal(
        integration_id=integration_id,
        action=_action(alert, group),
        dedup_key=as_key(alert.get("fingerprint")) or fingerprint(labels),
        severity=from_label(labels.get("severity")),
        title=as_title(_title(labels, annotations)),
        source=cut(labels.get("instance") or as_text(group.get("externalURL")), 1024),
        labels=labels,
        annotations=annotations,
        # A webhook of this alert alone: nothing of it is lost, and it can be posted again.
        payload={**group, "alerts": [alert]},
        starts_at=parse_timestamp(alert.get("startsAt")),
        episode=_episode(alert.get("startsAt")),
    )


def _action(alert: dict[str, Any], group: dict[str, Any]) -> SignalAction:
    """Return what the alert's own status says; the group's only where it has none.

    A group is resolved only when all of its alerts are. An unknown status fires.
    """
    status = alert.get("status") or group.get("status")
    return _ACTIONS.get(as_text(status).strip().lower(), SignalAction.TRIGGER)


def _title(labels: Mapping[str, str], annotations: Mapping[str, str]) -> str:
    return (
        first_text(annotations, "summary", "title")
        or first_text(labels, "alertname")
        or first_text(annotations, "description", "message")
        or ", ".join(f"{name}={value}" for name, value in sorted(labels.items()))
    )


def _episode(starts_at: object) -> str | None:
    """Return what names this firing: Alertmanager repeats (fingerprint, startsAt, status)."""
    return starts_at if isinstance(starts_at, str) and starts_at else None
