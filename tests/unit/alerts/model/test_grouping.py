"""Rules of which alerts share an incident."""

from datetime import timedelta

from tests.unit.alerts.builders import SERVICE, a_signal

from hikeshi.alerts.model.grouping import Grouping
from hikeshi.kernel.severity import Severity


def by(*names: str) -> Grouping:
    return Grouping(SERVICE, names, timedelta(minutes=5))


def test_signals_that_agree_share_a_key():
    """Only the named fields count."""
    one = a_signal(labels={"cluster": "a", "pod": "1"}, title="x")
    other = a_signal(labels={"cluster": "a", "pod": "2"}, title="y")

    assert by("labels.cluster").key(one) == by("labels.cluster").key(other)


def test_signals_that_differ_in_one_field_do_not():
    """All named fields must agree."""
    one = a_signal(labels={"cluster": "a"}, title="x")
    other = a_signal(labels={"cluster": "a"}, title="y")

    assert by("labels.cluster", "title").key(one) != by("labels.cluster", "title").key(other)


def test_an_absent_label_groups_apart_from_an_empty_one():
    """Absent is a value of its own."""
    grouping = by("labels.cluster")

    assert grouping.key(a_signal()) != grouping.key(a_signal(labels={"cluster": ""}))
    assert grouping.key(a_signal()) == grouping.key(a_signal(labels={"x": "y"}))


def test_severity_and_source_can_group():
    """Severity counts as the sender says it; saying nothing is a group of its own."""
    grouping = by("severity", "source")

    assert (
        grouping.key(a_signal(severity=Severity.SEV1, source="db")) == "severity=sev1\x1fsource=db"
    )
    assert grouping.key(a_signal()) != grouping.key(a_signal(severity=Severity.SEV5))


def test_keys_can_be_stored():
    """A database keeps any text but one with U+0000, so absent fields are marked otherwise."""
    assert "\x00" not in by("labels.cluster", "severity", "unheard_of").key(a_signal())
