"""Signals, alerts and sample bodies for the tests of alerts."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from hikeshi.alerts.model.alert import Alert
from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.kernel.ids import AlertId, IncidentId, IntegrationId, ServiceId
from hikeshi.kernel.severity import Severity

INTEGRATION = IntegrationId(UUID(int=1))
SERVICE = ServiceId(UUID(int=2))
NOW = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> Any:
    """Return a body as a sender posts it."""
    return json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))


def counting_ids() -> Callable[[], UUID]:
    """Return a source of identities 1000, 1001, …"""
    numbers = count(1000)
    return lambda: UUID(int=next(numbers))


def a_signal(action: SignalAction = SignalAction.TRIGGER, **changes: Any) -> Signal:
    """Return a signal about the key `k`."""
    return Signal(**{"integration_id": INTEGRATION, "action": action, "dedup_key": "k", **changes})


def an_alert(**changes: Any) -> Alert:
    """Return an alert of the key `k` that fires."""
    facts: dict[str, Any] = {
        "id": AlertId(UUID(int=10)),
        "incident_id": IncidentId(UUID(int=11)),
        "integration_id": INTEGRATION,
        "service_id": SERVICE,
        "dedup_key": "k",
        "severity": Severity.SEV3,
        "title": "disk full",
        "first_seen_at": NOW,
        "last_seen_at": NOW,
    }
    return Alert(**{**facts, **changes})


def is_storable(value: Any) -> bool:
    """Say whether a value is JSON that PostgreSQL keeps as jsonb."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=False)
    return "\\u0000" not in text.replace("\\\\", "") and bool(text.encode("utf-8"))
