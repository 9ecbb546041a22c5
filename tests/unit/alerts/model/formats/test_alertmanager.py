"""Rules of Alertmanager's webhook."""

from datetime import UTC, datetime

import pytest
from tests.unit.alerts.builders import INTEGRATION, sample

from hikeshi.alerts.model.formats.alertmanager import parse
from hikeshi.alerts.model.formats.fingerprint import fingerprint
from hikeshi.alerts.model.signal import SignalAction

LABELS = {"alertname": "DiskFull", "instance": "db-1"}


def alert(**changes):
    return {
        "status": "firing",
        "labels": LABELS,
        "annotations": {},
        "startsAt": "2026-01-05T03:10:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": "791cec13fcba0368",
        **changes,
    }


def group(*alerts, **changes):
    return {"version": "4", "status": "firing", "alerts": list(alerts), **changes}


def the_signal(**changes):
    parsed = parse(group(alert(**changes)), INTEGRATION)

    assert parsed.faults == ()
    (signal,) = parsed.signals
    return signal


class TestStatus:
    """When an alert fires and when it is over."""

    def test_each_alert_has_its_own_status(self):
        """In a mixed group that fires, the resolved alert is resolved."""
        parsed = parse(sample("alertmanager_mixed"), INTEGRATION)

        assert parsed.faults == ()
        assert [(signal.action, signal.dedup_key) for signal in parsed.signals] == [
            ("trigger", "791cec13fcba0368"),
            ("resolve", "a6b1c4de8f901234"),
            ("trigger", "00ff11ee22dd33cc"),
        ]

    def test_an_end_in_the_future_is_not_resolved(self):
        """A planned end is no end; whether it fires is said by the status."""
        assert the_signal(endsAt="2999-01-01T00:00:00Z").action is SignalAction.TRIGGER

    def test_the_zero_time_is_no_end(self):
        """Go's zero time lies in the past and still means none."""
        assert the_signal(endsAt="0001-01-01T00:00:00Z").action is SignalAction.TRIGGER

    def test_a_truncated_list_is_not_a_resolve(self):
        """What the sender cut off leaves no signal at all."""
        parsed = parse(group(alert(), truncatedAlerts=40), INTEGRATION)

        assert [signal.action for signal in parsed.signals] == ["trigger"]

    def test_without_its_own_the_groups_status_counts(self):
        """A group is resolved only when all of its alerts are."""
        without = alert()
        del without["status"]

        assert parse(group(without, status="resolved"), INTEGRATION).signals[0].action == "resolve"
        assert parse(group(without), INTEGRATION).signals[0].action == "trigger"

    @pytest.mark.parametrize("status", ["pending", 5, {"state": "active"}])
    def test_an_unknown_status_fires(self, status):
        """What is not understood is never taken for the end."""
        assert the_signal(status=status).action is SignalAction.TRIGGER

    def test_no_alerts_are_no_signals(self):
        """An empty list is nothing, and nothing wrong."""
        assert parse(group(), INTEGRATION) == parse({"alerts": []}, INTEGRATION)
        assert (parse(group(), INTEGRATION).signals, parse(group(), INTEGRATION).faults) == ((), ())


class TestIdentity:
    """What makes two sendings speak of the same alert."""

    def test_annotations_and_order_are_no_part_of_it(self):
        """The labels alone identify, in any order, however the text changes."""
        turned = dict(reversed(LABELS.items()))
        one = the_signal(fingerprint="", labels=LABELS, annotations={"summary": "90 %"})
        other = the_signal(fingerprint="", labels=turned, annotations={"summary": "91 %"})

        assert one.dedup_key == other.dedup_key == fingerprint(LABELS)

    def test_without_fingerprint_it_is_computed(self):
        """A sender that leaves it out gets the one Prometheus would give."""
        without = alert()
        del without["fingerprint"]

        (signal,) = parse(group(without), INTEGRATION).signals
        assert signal.dedup_key == fingerprint(LABELS)

    def test_an_empty_label_equals_an_absent_one(self):
        """A label without value identifies nothing."""
        assert the_signal(fingerprint=None, labels={**LABELS, "x": ""}) == the_signal(
            fingerprint=None, labels={**LABELS, "x": ""}
        )
        signal = the_signal(fingerprint=None, labels={**LABELS, "x": ""})
        assert signal.labels == LABELS
        assert signal.dedup_key == fingerprint(LABELS)

    def test_the_same_body_gives_the_same_signals(self):
        """Repeated sendings agree in key, start and action."""
        first, second = (parse(sample("alertmanager_mixed"), INTEGRATION) for _ in range(2))

        assert first == second


class TestBatch:
    """One bad alert never costs its neighbours."""

    @pytest.mark.parametrize(
        "bad", [None, "text", [], {}, {"labels": {}}, {"labels": []}, alert(labels={"a": ""})]
    )
    def test_a_good_alert_in_a_bad_batch_is_stored(self, bad):
        """The bad one is a fault that says where it stands."""
        parsed = parse(group(alert(), bad, alert(fingerprint="b")), INTEGRATION)

        assert [signal.dedup_key for signal in parsed.signals] == ["791cec13fcba0368", "b"]
        assert parsed.faults == ("alerts[1].labels: must be an object with at least one label",)

    @pytest.mark.parametrize(
        "body", [None, 1, "x", [], [alert()], {}, {"text": "custom"}, {"alerts": {"a": 1}}]
    )
    def test_a_custom_payload_is_a_fault(self, body):
        """A body of unknown shape is told from an empty group."""
        parsed = parse(body, INTEGRATION)

        assert parsed.signals == ()
        assert len(parsed.faults) == 1
        assert "alerts" in parsed.faults[0]


class TestFields:
    """Where an alert's fields end up."""

    def test_a_whole_alert(self):
        """Title, severity, source, labels, annotations and start are taken as they are."""
        signal = parse(sample("alertmanager_mixed"), INTEGRATION).signals[0]

        assert signal.title == "Latency above 1 s on web-1"
        assert signal.severity == "sev1"
        assert signal.source == "web-1:9100"
        assert signal.labels["team"] == "web"
        assert signal.annotations["description"] == "p99 is 1.4 s"
        assert signal.starts_at == datetime(2026, 1, 5, 3, 10, 0, 123456, tzinfo=UTC)

    def test_the_payload_is_a_webhook_of_this_alert_alone(self):
        """Unknown fields of group and alert are kept, and it can be posted again."""
        parsed = parse(sample("alertmanager_mixed"), INTEGRATION)
        payload = parsed.signals[1].payload

        assert payload["notification_reason"] == "group_changed"
        assert [one["fingerprint"] for one in payload["alerts"]] == ["a6b1c4de8f901234"]
        assert parse(payload, INTEGRATION).signals == (parsed.signals[1],)

    @pytest.mark.parametrize(
        ("annotations", "labels", "title"),
        [
            ({"summary": "S", "title": "T"}, LABELS, "S"),
            ({"title": "T", "description": "D"}, LABELS, "T"),
            ({"description": "D"}, LABELS, "DiskFull"),
            ({"description": "D"}, {"a": "b"}, "D"),
            (None, {"b": "2", "a": "1"}, "a=1, b=2"),
        ],
    )
    def test_where_the_title_comes_from(self, annotations, labels, title):
        """The best description there is names the alert."""
        assert the_signal(annotations=annotations, labels=labels).title == title

    def test_without_instance_the_alertmanager_is_the_source(self):
        """Somebody has to be named as source."""
        body = group(alert(labels={"a": "b"}), externalURL="http://am:9093")

        assert parse(body, INTEGRATION).signals[0].source == "http://am:9093"

    @pytest.mark.parametrize("labels", [LABELS, {**LABELS, "severity": "urgent"}])
    def test_an_absent_or_unknown_severity_leaves_the_default(self, labels):
        """Nothing unknown makes an alert milder."""
        assert the_signal(labels=labels).severity is None

    def test_values_of_another_type_become_texts(self):
        """Labels and annotations are texts, whatever a proxy made of them."""
        signal = the_signal(labels={"a": 1, "b": [True]}, annotations={"c": {"d": None}, "e": None})

        assert signal.labels == {"a": "1", "b": "[true]"}
        assert signal.annotations == {"c": '{"d":null}'}

    def test_grafana_is_a_superset(self):
        """Grafana's additional fields are kept, and its missing values do no harm."""
        (signal,) = parse(sample("grafana_webhook"), INTEGRATION).signals

        assert signal.title == "DatasourceNoData"
        assert signal.payload["orgId"] == 1
        assert signal.starts_at == datetime(2026, 1, 5, 3, 10, 0, 500000, tzinfo=UTC)
