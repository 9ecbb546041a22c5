"""Late repetitions: a replica of Alertmanager lags behind the one that said it is over."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hikeshi.rehearsal import Rehearsal

START = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
CONFIGURATION: dict[str, Any] = {
    "version": 1,
    "users": [{"key": "ana", "name": "Ana"}],
    "escalation_policies": [
        {"key": "p", "steps": [{"delay_seconds": 300, "targets": [{"kind": "user", "key": "ana"}]}]}
    ],
    "services": [{"key": "api", "name": "API", "escalation_policy": "p"}],
    "integrations": [{"name": "am", "kind": "alertmanager", "service": "api"}],
}


def message(status: str, starts_at: str) -> dict[str, Any]:
    alert = {
        "status": status,
        "labels": {"alertname": "Down"},
        "startsAt": starts_at,
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": "791cec13fcba0368",
    }
    return {"version": "4", "status": status, "alerts": [alert]}


@pytest.fixture
def stage() -> Rehearsal:
    return Rehearsal(CONFIGURATION, start=START)


def test_a_firing_repeated_after_its_end_pages_nobody(stage: Rehearsal) -> None:
    """The same (fingerprint, startsAt) fires once more after its resolve: nothing new happens."""
    stage.signal("am", message("firing", "2026-01-05T03:10:00Z"))
    stage.signal("am", message("resolved", "2026-01-05T03:10:00Z"))
    stage.signal("am", message("firing", "2026-01-05T03:10:00Z"))
    stage.advance(minutes=1)

    assert [page.incident for page in stage.pages] == [1]


def test_a_new_firing_after_the_end_pages_again(stage: Rehearsal) -> None:
    """Another startsAt after the resolve is new trouble: a new incident."""
    stage.signal("am", message("firing", "2026-01-05T03:10:00Z"))
    stage.signal("am", message("resolved", "2026-01-05T03:10:00Z"))
    stage.signal("am", message("firing", "2026-01-05T03:12:00Z"))
    stage.advance(minutes=1)

    assert [page.incident for page in stage.pages] == [1, 2]
