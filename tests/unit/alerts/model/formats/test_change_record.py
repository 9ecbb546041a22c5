"""Rules of PagerDuty's change events."""

from datetime import UTC, datetime

import pytest
from tests.unit.alerts.builders import INTEGRATION, sample

from hikeshi.alerts.model.formats.change_record import parse_change


def test_a_change_is_kept_with_its_links():
    """A change event of the documentation finds its place, without the key."""
    change = parse_change(sample("pagerduty_change"), INTEGRATION)

    assert change.integration_id == INTEGRATION
    assert change.title == "Build success: increase snapshot create timeout"
    assert change.source == "acme-build-pipeline-tool-default-i-9999"
    assert change.changed_at == datetime(2020, 7, 17, 8, 42, 58, 315000, tzinfo=UTC)
    assert change.links == "Build 55 https://builds.example.com/55"
    assert change.payload["payload"]["custom_details"]["build_number"] == "55"
    assert "routing_key" not in change.payload


@pytest.mark.parametrize("body", [None, [], "x", {}, {"payload": 1}, {"payload": {"summary": []}}])
def test_any_json_is_a_change(body):
    """A change pages nobody, so nothing is refused."""
    assert parse_change(body, INTEGRATION).title
