"""What a body comes to: signals, and what could not be understood."""

from typing import Any

from attrs import frozen

from hikeshi.alerts.model.formats.severities import default_severity
from hikeshi.alerts.model.formats.storable import storable
from hikeshi.alerts.model.formats.texts import as_title
from hikeshi.alerts.model.signal import UNREADABLE_KEY, Signal, SignalAction
from hikeshi.alerts.model.unreadable_signal import KEPT_BYTES
from hikeshi.kernel.ids import IntegrationId


@frozen
class Parsed:
    """The signals of a body, and why other parts of it are none.

    Args:
        signals: In the order of the body.
        faults: One sentence each; where there are any, the body is kept as unreadable.
    """

    signals: tuple[Signal, ...] = ()
    faults: tuple[str, ...] = ()


def unreadable(kind: str, integration_id: IntegrationId, raw: Any, reason: str) -> Signal:
    """Return the signal that says so when a message with a valid key cannot be understood.

    Args:
        kind: What the integration speaks.
        raw: The bytes as they came (the first 64 KiB are kept), or what they decode to.
        reason: What was wrong, as a sentence.
    """
    if isinstance(raw, bytes):
        raw = raw[:KEPT_BYTES].decode("utf-8", "backslashreplace")
    return Signal(
        integration_id=integration_id,
        action=SignalAction.TRIGGER,
        dedup_key=UNREADABLE_KEY,
        severity=default_severity(kind),
        title=as_title(storable(f"Unreadable signal from {kind}: {reason}")),
        payload=storable(without_key(raw)),
        unreadable=True,
    )


def without_key(body: Any) -> Any:
    """Return a body without the routing key in it: whoever may read alerts must not learn it."""
    if isinstance(body, dict) and "routing_key" in body:
        return {name: item for name, item in body.items() if name != "routing_key"}
    return body
