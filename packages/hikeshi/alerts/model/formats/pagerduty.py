"""PagerDuty's Events API v2: enqueue.

Where the API refuses a trigger (no source, an unknown severity, a summary that is too long), it
is kept as an alert all the same; the fields of an acknowledgement or a resolve that matter are
required. A key beyond the API's 255 characters is taken on every action: what it opened, it must
be able to end. Faults are worded as the API words them.
"""

from collections.abc import Mapping
from typing import Any

from hikeshi.alerts.model.formats.parsed import Parsed, without_key
from hikeshi.alerts.model.formats.severities import from_pagerduty
from hikeshi.alerts.model.formats.texts import (
    as_key,
    as_text,
    as_title,
    cut,
    first_text,
    lines_of,
)
from hikeshi.alerts.model.formats.timestamps import parse_timestamp
from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.kernel.ids import IntegrationId

#: The API's limit for the whole body, in bytes.
BODY_LIMIT = 512 * 1024

_ACTIONS = {action.value: action for action in SignalAction}
_LABELS = ("component", "group", "class", "severity")
_NOTHING: Mapping[str, Any] = {}


def routing_key_of(body: Any) -> str | None:
    """Return the integration key in a body; nothing where it holds none."""
    key = body.get("routing_key") if isinstance(body, dict) else None
    return key.strip() or None if isinstance(key, str) else None


def parse(body: Any, integration_id: IntegrationId) -> Parsed:
    """Return the signal of an event, or what is wrong with it.

    Args:
        body: Storable builtins.
    """
    if not isinstance(body, dict):
        return Parsed(faults=("Event object format is unrecognized",))
    action = _ACTIONS.get(as_text(body.get("event_action")).strip().lower())
    if action is SignalAction.TRIGGER:
        return Parsed((_trigger(body, integration_id),))
    faults = tuple(_faults(body, action))
    if faults or action is None:
        return Parsed(faults=faults)
    return Parsed((_follow_up(body, action, integration_id),))


def _faults(body: dict[str, Any], action: SignalAction | None) -> list[str]:
    if action is None:
        if not as_text(body.get("event_action")).strip():
            return ["'event_action' is missing or blank"]
        allowed = "'trigger', 'acknowledge' or 'resolve'"
        return [f"'event_action' is invalid (must be one of the following: {allowed})"]
    if not as_text(body.get("dedup_key")).strip():
        return ["'dedup_key' is missing or blank"]
    return []


def _trigger(body: dict[str, Any], integration_id: IntegrationId) -> Signal:
    given = body.get("payload")
    payload = given if isinstance(given, dict) else _NOTHING
    return Signal(
        integration_id=integration_id,
        action=SignalAction.TRIGGER,
        dedup_key=as_key(body.get("dedup_key")),
        severity=from_pagerduty(payload.get("severity")),
        title=as_title(_title(body, payload)),
        source=cut(as_text(payload.get("source")), 1024),
        labels=_labels(payload),
        annotations=_annotations(body),
        payload=without_key(body),
        starts_at=parse_timestamp(payload.get("timestamp")),
    )


def _follow_up(body: dict[str, Any], action: SignalAction, integration_id: IntegrationId) -> Signal:
    given = body.get("payload")
    payload = given if isinstance(given, dict) else _NOTHING
    return Signal(
        integration_id=integration_id,
        action=action,
        dedup_key=as_key(body.get("dedup_key")),
        title=as_title(as_text(payload.get("summary"))),
        payload=without_key(body),
    )


def _title(body: dict[str, Any], payload: Mapping[str, Any]) -> str:
    return (
        first_text(payload, "summary", "description", "message", "title")
        or (body["payload"] if isinstance(body.get("payload"), str) else "")
        or first_text(body, "summary", "description", "message", "title")
        or first_text(payload, "class", "component", "source")
        or "Event without a summary"
    )


def _labels(payload: Mapping[str, Any]) -> dict[str, str]:
    return {name: text for name in _LABELS if (text := as_text(payload.get(name)))}


def _annotations(body: dict[str, Any]) -> dict[str, str]:
    found = {
        "client": as_text(body.get("client")),
        "client_url": as_text(body.get("client_url")),
        "links": lines_of(body.get("links"), "text", "href"),
        "images": lines_of(body.get("images"), "alt", "src", "href"),
    }
    return {name: text for name, text in found.items() if text}
