"""Our own JSON, for senders nobody has written a format for.

An object, or a list of objects, with any of: `title`, `dedup_key`, `action`, `severity`,
`source`, `labels`, `annotations`, `description`, `starts_at`. Common other names are understood.
Whatever is an object becomes an alert; unknown words never make it milder than the default.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hikeshi.alerts.model.formats.parsed import Parsed
from hikeshi.alerts.model.formats.severities import from_label
from hikeshi.alerts.model.formats.storable import storable
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
from hikeshi.kernel.severity import Severity

_TITLES = ("title", "summary", "message", "name", "subject", "text", "description")
_KEYS = ("dedup_key", "key", "alias", "id")
_ACTION_FIELDS = ("action", "event_action", "status", "state")
_SEVERITIES = ("severity", "priority", "level")
_TIMES = ("starts_at", "startsAt", "timestamp", "time")
_TRIGGER, _ACKNOWLEDGE, _RESOLVE = SignalAction
_ACTIONS = {
    **dict.fromkeys(("trigger", "triggered", "firing", "fire", "alert", "alerting"), _TRIGGER),
    **dict.fromkeys(("open", "opened", "problem", "down", "active", "failed"), _TRIGGER),
    **dict.fromkeys(("acknowledge", "acknowledged", "ack"), _ACKNOWLEDGE),
    **dict.fromkeys(("resolve", "resolved", "ok", "recovered", "recovery"), _RESOLVE),
    **dict.fromkeys(("close", "closed", "clear", "cleared", "normal", "up"), _RESOLVE),
}


def parse(
    body: Any, integration_id: IntegrationId, mapped: Mapping[str, Any] | None = None
) -> Parsed:
    """Return one signal for each object.

    Args:
        body: Storable builtins.
        mapped: What the integration's expressions found in the body, by our field names; what
            is not nothing replaces the field. To map a list item by item, call it per item.
    """
    found = {name: storable(item) for name, item in (mapped or {}).items() if item is not None}
    items = body if isinstance(body, list) and not found else [body]
    if not items:
        return Parsed(faults=("the list is empty; send an object or a list of objects",))
    signals: list[Signal] = []
    faults: list[str] = []
    for index, item in enumerate(items):
        where = f"[{index}]" if items is body else "the body"
        outcome = _signal(item, found, where, integration_id)
        if isinstance(outcome, Signal):
            signals.append(outcome)
        else:
            faults.append(outcome)
    return Parsed(tuple(signals), tuple(faults))


def _signal(
    item: Any, found: dict[str, Any], where: str, integration_id: IntegrationId
) -> Signal | str:
    if not isinstance(item, dict) and not found:
        return f"{where}: must be an object, for example {{“title”: “disk full”}}"
    fields = {**item, **found} if isinstance(item, dict) else found
    action = _action(fields)
    key = next((key for name in _KEYS if (key := as_key(fields.get(name)))), None)
    if key is None and action is not _TRIGGER:
        return f"{where}: “dedup_key” must say which alert to {action}"
    return Signal(
        integration_id=integration_id,
        action=action,
        dedup_key=key,
        severity=_severity(fields),
        title=as_title(first_text(fields, *_TITLES) or "Signal without a title"),
        source=cut(first_text(fields, "source", "host", "hostname"), 1024),
        labels=_labels(fields),
        annotations=_annotations(fields),
        payload=item,
        starts_at=_starts_at(fields),
    )


def _action(fields: Mapping[str, Any]) -> SignalAction:
    """Return the first word that is known; an unknown one never hides an alert."""
    for name in _ACTION_FIELDS:
        known = _ACTIONS.get(as_text(fields.get(name)).strip().lower())
        if known is not None:
            return known
    return _TRIGGER


def _severity(fields: Mapping[str, Any]) -> Severity | None:
    return next((known for name in _SEVERITIES if (known := from_label(fields.get(name)))), None)


def _starts_at(fields: Mapping[str, Any]) -> datetime | None:
    return next((at for name in _TIMES if (at := parse_timestamp(fields.get(name)))), None)


def _labels(fields: Mapping[str, Any]) -> Mapping[str, str]:
    given = fields.get("labels")
    if isinstance(given, dict):
        return as_texts(given)
    tags = given if isinstance(given, list) else fields.get("tags")
    return dict(_label(as_text(tag)) for tag in tags) if isinstance(tags, list) else {}


def _label(tag: str) -> tuple[str, str]:
    """Return a tag as a label: `env:prod` and `env=prod` name a value, `urgent` is `true`."""
    for separator in (":", "="):
        name, found, value = tag.partition(separator)
        if found and name and value:
            return name, value
    return tag, "true"


def _annotations(fields: Mapping[str, Any]) -> Mapping[str, str]:
    given = fields.get("annotations")
    annotations = as_texts(given) if isinstance(given, dict) else {}
    description = first_text(fields, "description")
    return {"description": description, **annotations} if description else annotations
