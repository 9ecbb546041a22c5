"""Conditions on labels, as in Alertmanager ("Inbound" 4)."""

import pytest

from hikeshi.alerts.model.matcher import LONGEST_VALUE, MOST_MATCHERS, Matcher, check_matchers
from hikeshi.kernel.errors import InvalidError


@pytest.mark.parametrize(
    ("changes", "labels", "expected"),
    [
        ({}, {"env": "test"}, True),
        ({}, {"env": "test2"}, False),
        ({}, {}, False),
        ({"value": ""}, {}, True),
        ({"value": ""}, {"env": ""}, True),
        ({"value": ""}, {"env": "x"}, False),
        ({"is_equal": False}, {"env": "test"}, False),
        ({"is_equal": False}, {}, True),
        ({"value": "te.t|x", "is_regex": True}, {"env": "test"}, True),
        ({"value": "te", "is_regex": True}, {"env": "test"}, False),
        ({"value": ".+", "is_regex": True}, {}, False),
        ({"value": ".*", "is_regex": True}, {}, True),
        ({"value": "te.*", "is_regex": True, "is_equal": False}, {"env": "test"}, False),
        ({"value": "te.*", "is_regex": True, "is_equal": False}, {}, True),
    ],
)
def test_a_condition_holds(changes, labels, expected):
    """Expressions are anchored; a missing label has the empty value."""
    matcher = Matcher(**{"name": "env", "value": "test", **changes})

    assert matcher.matches(labels) is expected


@pytest.mark.parametrize("is_equal", [True, False])
def test_no_expression_is_tried_on_a_very_long_value(is_equal):
    """Of a value that is too long nothing holds: rather a page too many."""
    matcher = Matcher(name="env", value=".*", is_regex=True, is_equal=is_equal)

    assert not matcher.matches({"env": "x" * (LONGEST_VALUE + 1)})


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"name": "", "value": "x"}, "/name"),
        ({"name": "env", "value": "(", "is_regex": True}, "/value"),
    ],
)
def test_a_wrong_condition_is_refused(fields, pointer):
    """The fault stands at the field."""
    with pytest.raises(InvalidError) as refused:
        Matcher(**fields)

    assert [fault.pointer for fault in refused.value.faults] == [pointer]


@pytest.mark.parametrize("count", [0, MOST_MATCHERS + 1])
def test_there_are_some_conditions_and_not_too_many(count):
    """No condition would match everything by accident."""
    with pytest.raises(InvalidError):
        check_matchers([Matcher(name="env", value="test")] * count)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "env=test"),
        ({"is_equal": False}, "env!=test"),
        ({"is_regex": True}, "env=~test"),
        ({"is_regex": True, "is_equal": False}, "env!~test"),
    ],
)
def test_a_condition_is_written_as_people_write_it(changes, text):
    """The journal shows conditions in Alertmanager's notation."""
    assert str(Matcher(name="env", value="test", **changes)) == text
