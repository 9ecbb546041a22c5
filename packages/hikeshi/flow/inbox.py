"""A sender's message becomes signals; what cannot be understood becomes one that says so."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from hikeshi.alerts.model.formats import generic, parse, unreadable
from hikeshi.alerts.model.signal import Signal
from hikeshi.alerts.model.unreadable_signal import KEPT_BYTES
from hikeshi.teams.model.integration import Integration

#: A huge message may be wrong in a thousand places; the first ones tell enough.
LONGEST_REASON = 1_000


@frozen
class Message:
    """What came of one message of a sender.

    Args:
        signals: Everything to ingest, the signal about unreadable parts included.
        unreadable: What could not be understood, to be kept as it came.
    """

    signals: tuple[Signal, ...]
    unreadable: tuple[tuple[bytes, str], ...] = ()


def understand(
    integration: Integration,
    body: Any,
    raw: bytes,
    *,
    mapped: Mapping[str, Any] | None = None,
) -> Message:
    """Return the signals of a decoded message; parts at fault are kept, never dropped.

    Args:
        integration: The sender.
        body: The message as JSON builtins.
        raw: The message as it was posted.
        mapped: What the integration's own expressions found in a generic message.
    """
    if mapped is not None:
        parsed = generic.parse(body, integration.id, mapped=mapped)
    else:
        parsed = parse(integration.kind, body, integration.id)
    if not parsed.faults:
        return Message(parsed.signals)
    reason = "; ".join(parsed.faults)[:LONGEST_REASON]
    return _with_notice(integration, parsed.signals, raw, reason, body)


def not_understood(integration: Integration, raw: bytes, reason: str) -> Message:
    """Return what a message becomes that is not even JSON."""
    return _with_notice(integration, (), raw, reason, None)


def _with_notice(
    integration: Integration, signals: tuple[Signal, ...], raw: bytes, reason: str, body: Any
) -> Message:
    notice = unreadable(integration.kind, integration.id, raw if body is None else body, reason)
    return Message((*signals, notice), ((raw[:KEPT_BYTES], reason),))
