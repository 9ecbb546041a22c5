"""Prometheus's fingerprints, against the values of its own tests."""

import pytest

from hikeshi.alerts.model.formats.fingerprint import fingerprint


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({}, 14695981039346656037),
        (
            {"first_name": "electro", "occupation": "robot", "manufacturer": "westinghouse"},
            5911716720268894962,
        ),
        ({"x": "y"}, 8241431561484471700),
        ({"a": "bb", "b": "c"}, 3016285359649981711),
        ({"a": "b", "bb": "c"}, 7122421792099404749),
    ],
)
def test_values_of_prometheus(labels, expected):
    """Source of the values: prometheus/common, model/metric_test.go."""
    assert fingerprint(labels) == f"{expected:016x}"


def test_order_does_not_matter():
    """A label set has no order."""
    assert fingerprint({"a": "1", "b": "2"}) == fingerprint({"b": "2", "a": "1"})
