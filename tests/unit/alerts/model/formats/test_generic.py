"""Rules of our own JSON."""

from datetime import UTC, datetime

import pytest
from tests.unit.alerts.builders import INTEGRATION, sample

from hikeshi.alerts.model.formats.generic import parse
from hikeshi.alerts.model.signal import SignalAction


def the_signal(body, mapped=None):
    parsed = parse(body, INTEGRATION, mapped)

    assert parsed.faults == ()
    (signal,) = parsed.signals
    return signal


def test_every_field_of_the_documentation():
    """A list of objects is one signal each, with each field in its place."""
    failed, renewed = parse(sample("generic_list"), INTEGRATION).signals

    assert failed.title == "Backup failed"
    assert failed.dedup_key == "backup/nightly"
    assert failed.action is SignalAction.TRIGGER
    assert failed.severity == "sev2"
    assert failed.source == "backup-1"
    assert failed.labels == {"team": "storage", "attempt": "3"}
    assert failed.annotations == {
        "description": "exit code 12",
        "runbook": "https://runbooks.example.com/backup",
    }
    assert failed.starts_at == datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
    assert (renewed.action, renewed.dedup_key) == ("resolve", "cert/www")
    assert renewed.labels == {"env": "prod", "urgent": "true"}


@pytest.mark.parametrize("name", ["title", "summary", "message", "name", "subject", "text"])
def test_names_of_the_title(name):
    """Common names of a title are understood."""
    assert the_signal({name: "disk full"}).title == "disk full"


@pytest.mark.parametrize("name", ["dedup_key", "key", "alias", "id"])
def test_names_of_the_key(name):
    """Common names of a key are understood, and a number is a key too."""
    assert the_signal({name: "a"}).dedup_key == "a"
    assert the_signal({name: 7}).dedup_key == "7"


@pytest.mark.parametrize(
    ("words", "action"),
    [
        ("trigger triggered firing FIRING alerting open problem down", "trigger"),
        ("acknowledge acknowledged ack Ack", "acknowledge"),
        ("resolve resolved ok OK recovered close closed clear cleared normal up", "resolve"),
    ],
)
@pytest.mark.parametrize("field", ["action", "status", "event_action", "state"])
def test_words_of_the_action(words, action, field):
    """Common words for what is wanted are understood in any case."""
    assert {the_signal({"key": "k", field: word}).action for word in words.split()} == {action}


@pytest.mark.parametrize("status", [None, "", "mysterious", 500, ["resolved"], {"ok": True}])
def test_an_unknown_action_triggers(status):
    """What is not understood never hides an alert."""
    assert the_signal({"key": "k", "status": status}).action is SignalAction.TRIGGER


def test_an_unknown_action_lets_the_status_speak():
    """The first known word of the fields counts."""
    assert the_signal({"key": "k", "action": "update", "status": "ok"}).action == "resolve"


@pytest.mark.parametrize("status", ["ok", "ack"])
def test_a_follow_up_without_key_is_a_fault(status):
    """Nobody can say which alert is meant; the fault names the field."""
    parsed = parse({"status": status}, INTEGRATION)

    assert parsed.signals == ()
    assert "dedup_key" in parsed.faults[0]


def test_without_a_word_the_default_severity_applies():
    """An absent or unknown severity leaves the integration's default."""
    assert the_signal({"title": "x"}).severity is None
    assert the_signal({"title": "x", "severity": "huge"}).severity is None


def test_an_object_that_says_nothing_is_an_alert_all_the_same():
    """Any object gives a signal and is kept whole."""
    signal = the_signal({"foo": [1]})

    assert (signal.title, signal.payload) == ("Signal without a title", {"foo": [1]})


@pytest.mark.parametrize("body", [None, 1, 1.5, "text", True, []])
def test_what_is_no_object_is_a_fault(body):
    """A scalar or an empty list is kept as unreadable instead."""
    parsed = parse(body, INTEGRATION)

    assert parsed.signals == ()
    assert len(parsed.faults) == 1


def test_a_good_item_in_a_bad_list_is_stored():
    """The bad one is a fault that says where it stands."""
    parsed = parse([{"title": "a"}, 3, {"title": "b"}], INTEGRATION)

    assert [signal.title for signal in parsed.signals] == ["a", "b"]
    assert parsed.faults[0].startswith("[1]: ")


def test_what_expressions_found_wins():
    """Mapped fields replace those of the body; what was not found leaves them."""
    body = {"title": "raw", "key": "k", "event": {"sev": "p1"}}
    signal = the_signal(body, {"title": "mapped", "severity": "p1", "source": None})

    assert (signal.title, signal.dedup_key, signal.severity) == ("mapped", "k", "sev1")
    assert signal.payload == body


@pytest.mark.parametrize("body", ["text", [1, 2], 5])
def test_expressions_can_read_what_is_no_object(body):
    """With mapped fields any body is one signal."""
    assert the_signal(body, {"title": "found"}).payload == body


def test_mapped_values_are_made_storable():
    """Expressions can compute what cannot be stored."""
    assert the_signal({}, {"title": "a\x00", "dedup_key": float("inf")}).dedup_key == "Infinity"
    assert the_signal({}, {"title": "a\x00"}).title == "a\\u0000"
