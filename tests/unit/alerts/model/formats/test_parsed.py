"""Rules of what could not be understood."""

import pytest
from tests.unit.alerts.builders import INTEGRATION, is_storable

from hikeshi.alerts.model.formats.parsed import unreadable
from hikeshi.alerts.model.signal import UNREADABLE_KEY, SignalAction
from hikeshi.alerts.model.unreadable_signal import KEPT_BYTES


@pytest.mark.parametrize(
    ("kind", "severity"), [("pagerduty", "sev2"), ("alertmanager", "sev2"), ("generic", "sev3")]
)
def test_it_becomes_an_alert_of_its_own(kind, severity):
    """What cannot be understood pages with the default severity of its kind."""
    signal = unreadable(kind, INTEGRATION, {"a": 1}, "no list of alerts")

    assert signal.action is SignalAction.TRIGGER
    assert (signal.dedup_key, signal.unreadable) == (UNREADABLE_KEY, True)
    assert signal.title == f"Unreadable signal from {kind}: no list of alerts"
    assert signal.severity == severity
    assert signal.payload == {"a": 1}


def test_raw_bytes_are_kept_as_visible_text():
    """A body that is no JSON is shown, cut to 64 KiB."""
    assert unreadable("generic", INTEGRATION, b"a\x00\xffb", "x").payload == "a\\u0000\\xffb"
    assert len(unreadable("generic", INTEGRATION, b"x" * 100_000, "x").payload) == KEPT_BYTES


def test_the_key_is_not_kept():
    """Whoever may read an alert must not learn the integration key."""
    body = {"routing_key": "secret", "a": 1}

    assert unreadable("pagerduty", INTEGRATION, body, "x").payload == {"a": 1}


def test_whatever_the_reason_it_can_be_stored():
    """The title holds one line of at most 1024 characters."""
    signal = unreadable("generic", INTEGRATION, {"a": float("nan")}, "bad\x00\n" + "x" * 2000)

    assert len(signal.title) == 1024
    assert is_storable([signal.title, signal.payload])
