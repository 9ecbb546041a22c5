"""Rules of PagerDuty's Events API v2."""

from datetime import UTC, datetime

import pytest
from tests.unit.alerts.builders import INTEGRATION, sample

from hikeshi.alerts.model.formats.pagerduty import parse, routing_key_of
from hikeshi.alerts.model.signal import SignalAction


def event(**changes):
    return {
        "routing_key": "0" * 32,
        "event_action": "trigger",
        "payload": {"summary": "disk full", "source": "db-1", "severity": "critical"},
        **changes,
    }


def the_signal(body):
    parsed = parse(body, INTEGRATION)

    assert parsed.faults == ()
    (signal,) = parsed.signals
    return signal


def the_faults(body):
    parsed = parse(body, INTEGRATION)

    assert parsed.signals == ()
    return parsed.faults


class TestTrigger:
    """What becomes of a trigger."""

    def test_every_documented_field_is_kept(self):
        """A whole event of the documentation finds its place, field by field."""
        signal = the_signal(sample("pagerduty_trigger"))

        assert signal.integration_id == INTEGRATION
        assert signal.action is SignalAction.TRIGGER
        assert signal.dedup_key == "samplekeyhere"
        assert signal.severity == "sev1"
        assert signal.title == "Disk almost full on db-1"
        assert signal.source == "db-1.example.com"
        assert signal.starts_at == datetime(2015, 7, 17, 8, 42, 58, 315000, tzinfo=UTC)
        assert signal.labels == {
            "component": "postgresql",
            "group": "prod-datapipe",
            "class": "disk",
            "severity": "critical",
        }
        assert signal.annotations == {
            "client": "Sample Monitoring Service",
            "client_url": "https://monitoring.example.com",
            "links": "Runbook https://runbooks.example.com/disk\nhttps://status.example.com",
            "images": "Disk use https://graphs.example.com/disk.png https://graphs.example.com",
        }

    def test_custom_details_and_unknown_fields_stay_in_the_payload(self):
        """Nothing the sender says is thrown away."""
        body = sample("pagerduty_trigger") | {"future": {"field": 1}}
        payload = the_signal(body).payload

        assert payload["payload"]["custom_details"]["nested"] == {"mount": "/var"}
        assert payload["future"] == {"field": 1}

    def test_the_key_is_no_part_of_what_is_kept(self):
        """Whoever may read an alert must not learn the integration key; the body stays whole."""
        body = event()

        assert "routing_key" not in the_signal(body).payload
        assert body["routing_key"] == "0" * 32

    @pytest.mark.parametrize("key", [None, "", "  "])
    def test_without_key_it_is_like_no_other(self, key):
        """A trigger without a deduplication key always is a new alert."""
        assert the_signal(event(dedup_key=key)).dedup_key is None

    @pytest.mark.parametrize("missing", ["source", "severity", "summary"])
    def test_a_missing_field_loses_nothing(self, missing):
        """Where the API would refuse, the alert is stored all the same."""
        body = event()
        del body["payload"][missing]

        assert the_signal(body).title

    def test_an_unknown_severity_leaves_the_default(self):
        """A word the API does not know is not taken for something milder."""
        assert the_signal(event(payload={"summary": "x", "severity": "low"})).severity is None

    def test_a_long_summary_is_cut_and_kept_whole_in_the_payload(self):
        """1024 characters of any width are the limit of a title."""
        fits, long = "日" * 1024, "日" * 1025

        assert the_signal(event(payload={"summary": fits})).title == fits
        signal = the_signal(event(payload={"summary": long}))
        assert (len(signal.title), signal.title[-1]) == (1024, "…")
        assert signal.payload["payload"]["summary"] == long

    @pytest.mark.parametrize(
        ("changes", "title"),
        [
            ({"payload": {"description": "d", "source": "s"}}, "d"),
            ({"payload": {"summary": "  ", "source": "s"}}, "s"),
            ({"payload": "only text"}, "only text"),
            ({"payload": None, "description": "old style"}, "old style"),
            ({"payload": {}}, "Event without a summary"),
            ({"payload": {"summary": {"a": 1}}}, '{"a":1}'),
            ({"payload": {"summary": 42}}, "42"),
        ],
    )
    def test_a_title_is_made_of_what_there_is(self, changes, title):
        """Without a usable summary something else names the alert."""
        assert the_signal(event(**changes)).title == title

    def test_fields_of_another_type_are_shown_as_text(self):
        """Wrong types are no reason to lose an event."""
        payload = {"summary": 1, "source": ["a"], "severity": 5, "class": {"x": None}}
        signal = the_signal(event(dedup_key=42, payload=payload, links="x", images=[1, {}]))

        assert (signal.dedup_key, signal.source) == ("42", '["a"]')
        assert signal.labels == {"class": '{"x":null}', "severity": "5"}

    @pytest.mark.parametrize("length", [256, 512])
    def test_a_key_beyond_the_apis_limit_is_taken(self, length):
        """A trigger with a longer key than the API allows still pages, with that key."""
        assert the_signal(event(dedup_key="k" * length)).dedup_key == "k" * length

    def test_a_key_beyond_our_limit_keeps_its_identity(self):
        """Keys that fit nowhere get a digest as their end."""
        one, other = (the_signal(event(dedup_key="k" * 600 + end)).dedup_key for end in "12")

        assert len(one) == 512
        assert one != other

    def test_the_action_is_understood_however_it_is_spelled(self):
        """Case and spaces of the action do not matter."""
        assert the_signal(event(event_action=" Trigger ")).action is SignalAction.TRIGGER


class TestFollowUp:
    """What becomes of an acknowledgement or a resolve."""

    @pytest.mark.parametrize("action", ["acknowledge", "resolve"])
    def test_it_needs_no_payload(self, action):
        """The key alone says which alert is meant."""
        signal = the_signal({"event_action": action, "dedup_key": "srv01/HTTP"})

        assert (signal.action, signal.dedup_key) == (action, "srv01/HTTP")

    def test_alertmanager_resolves_with_a_payload(self):
        """A payload on a resolve is kept and does no harm."""
        signal = the_signal(sample("pagerduty_from_alertmanager_resolve"))

        assert signal.action is SignalAction.RESOLVE
        assert len(signal.dedup_key) == 64
        assert signal.payload["payload"]["custom_details"]["num_resolved"] == "1"

    @pytest.mark.parametrize("action", ["acknowledge", "resolve"])
    @pytest.mark.parametrize("key", [None, "", " "])
    def test_without_key_it_is_a_fault(self, action, key):
        """Nobody can say which alert is meant."""
        assert the_faults(event(event_action=action, dedup_key=key)) == (
            "'dedup_key' is missing or blank",
        )

    @pytest.mark.parametrize("length", [255, 256, 5000])
    def test_a_long_key_ends_what_it_opened(self, length):
        """A key beyond the API's limit means the same alert on a trigger and on a resolve."""
        opened = the_signal(event(dedup_key="日" * length))
        ended = the_signal(event(event_action="resolve", dedup_key="日" * length))
        assert opened.dedup_key == ended.dedup_key


class TestFaults:
    """What cannot be understood."""

    @pytest.mark.parametrize("body", [None, 1, "text", [], [event()], True])
    def test_no_object(self, body):
        """An event is an object."""
        assert the_faults(body) == ("Event object format is unrecognized",)

    @pytest.mark.parametrize("action", [None, "", " "])
    def test_no_action(self, action):
        """Without an action nobody knows what is wanted."""
        assert the_faults(event(event_action=action)) == ("'event_action' is missing or blank",)

    @pytest.mark.parametrize("action", ["close", 1, ["trigger"]])
    def test_an_unknown_action_names_the_known_ones(self, action):
        """The fault tells what to send instead."""
        assert the_faults(event(event_action=action)) == (
            (
                "'event_action' is invalid (must be one of the following: "
                "'trigger', 'acknowledge' or 'resolve')"
            ),
        )


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"routing_key": "abc"}, "abc"),
        ({"routing_key": " abc\n"}, "abc"),
        ({"routing_key": ""}, None),
        ({"routing_key": 5}, None),
        ({}, None),
        ([], None),
        ("routing_key", None),
        (None, None),
    ],
)
def test_the_key_is_found_before_anything_is_judged(body, key):
    """The integration is known from any object that carries its key."""
    assert routing_key_of(body) == key
