"""Rules that hold for every format."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.alerts.builders import INTEGRATION, is_storable, sample

from hikeshi.alerts.model.formats import (
    FORMATS,
    UnknownFormatError,
    default_severity,
    parse,
    unreadable,
)
from hikeshi.alerts.model.formats.decoding import UnreadableBodyError, decode_json
from hikeshi.kernel.severity import Severity

WORDS = st.sampled_from(
    [
        "alerts",
        "labels",
        "status",
        "firing",
        "resolved",
        "trigger",
        "acknowledge",
        "event_action",
        "payload",
        "summary",
        "dedup_key",
        "annotations",
        "fingerprint",
        "title",
        "severity",
        "tags",
        "startsAt",
        "timestamp",
        "links",
        "critical",
        "key",
        "",
        "\x00",
        "�",
    ]
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(WORDS | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=25,
)
GROUPS = st.fixed_dictionaries(
    {
        "alerts": st.lists(
            ANY_JSON
            | st.fixed_dictionaries(
                {"labels": st.dictionaries(WORDS, ANY_JSON, max_size=3)},
                optional={
                    "status": ANY_JSON,
                    "annotations": ANY_JSON,
                    "fingerprint": ANY_JSON,
                    "startsAt": ANY_JSON,
                },
            ),
            max_size=3,
        )
    },
    optional={"status": ANY_JSON, "externalURL": ANY_JSON},
)
EVENTS = st.fixed_dictionaries(
    {"event_action": st.sampled_from(["trigger", "acknowledge", "resolve"])},
    optional={"payload": ANY_JSON, "dedup_key": ANY_JSON, "links": ANY_JSON, "client": ANY_JSON},
)


def check(kind, body):
    parsed = parse(kind, body, INTEGRATION)
    signals = [*parsed.signals, *(unreadable(kind, INTEGRATION, body, x) for x in parsed.faults)]

    assert signals or (kind == "alertmanager" and body["alerts"] == [])
    for signal in signals:
        texts = [signal.title, signal.source, signal.dedup_key]
        assert signal.title or signal.action != "trigger"
        assert signal.dedup_key or signal.action == "trigger"
        assert is_storable([texts, signal.labels, signal.annotations, signal.payload])
        assert all(type(text) is str for text in signal.labels.values())
        assert all(type(text) is str for text in signal.annotations.values())


@settings(max_examples=150)
@given(st.sampled_from(sorted(FORMATS)), ANY_JSON | GROUPS | EVENTS)
def test_any_json_is_a_signal_or_a_fault(kind, value):
    """Whatever a sender posts as JSON, nothing is raised, nothing lost, and all of it storable."""
    check(kind, decode_json(json.dumps(value).encode()).value)


@given(st.sampled_from(sorted(FORMATS)), st.binary(max_size=60))
def test_any_bytes_are_a_signal_or_unreadable(kind, body):
    """Whatever bytes a sender posts, there is an alert in the end."""
    try:
        value = decode_json(body).value
    except UnreadableBodyError as error:
        value = unreadable(kind, INTEGRATION, body, error.detail).payload
    check(kind, value)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("pagerduty", "pagerduty_trigger"),
        ("alertmanager", "alertmanager_mixed"),
        ("generic", "generic_list"),
        ("alertmanager", "grafana_webhook"),
    ],
)
def test_samples_are_read_without_fault(kind, name):
    """Real bodies are understood whole."""
    assert parse(kind, sample(name), INTEGRATION).faults == ()


def test_an_unknown_kind_names_the_known_ones():
    """A kind nobody reads is a mistake of ours, said with the choices."""
    with pytest.raises(UnknownFormatError, match="alertmanager, generic, pagerduty"):
        parse("carrier-pigeon", {}, INTEGRATION)


def test_every_format_has_a_default_severity():
    """Where the sender says nothing, something applies."""
    assert all(default_severity(kind) in Severity for kind in FORMATS)
