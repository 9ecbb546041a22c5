"""Rules of what can be stored, and of how the rest is shown."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.alerts.builders import is_storable

from hikeshi.alerts.model.formats.storable import DEEPEST, fits, storable

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=8)
    | st.sampled_from(["\x00", "\ud800", "a\udfffb", 2**64, -(2**63) - 1]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec=None), max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


def nested(levels: int):
    value = 1
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    return value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\x00b", "a\\u0000b"),
        ("a\ud800b", "a\\ud800b"),
        ("\udfff", "\\udfff"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        (float("nan"), "NaN"),
        (2**64, "18446744073709551616"),
        (-(2**63) - 1, "-9223372036854775809"),
        (1 << 20_000, hex(1 << 20_000)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_stored_is_shown(value, shown):
    """U+0000, lone surrogates and numbers out of range become visible text, nothing is dropped."""
    assert storable(value) == shown
    assert storable({"deep": [value]}) == {"deep": [shown]}


def test_names_are_escaped_too():
    """A key of an object is text like any other."""
    assert storable({"a\x00": 1}) == {"a\\u0000": 1}


@pytest.mark.parametrize(
    "value",
    [None, True, 0, 2**64 - 1, -(2**63), 1.5, "日本 😀", {"a": [1, {"b": "c"}]}, nested(DEEPEST)],
    ids=lambda value: repr(value)[:20],
)
def test_what_can_be_stored_is_the_same_object(value):
    """Nothing is copied where nothing is wrong."""
    assert storable(value) is value
    assert fits(value)


def test_the_deepest_part_becomes_its_json_text():
    """Below 64 containers the rest is one string, which is JSON again."""
    cleaned = storable(nested(DEEPEST + 3))
    for _ in range(DEEPEST):
        cleaned = cleaned[0] if isinstance(cleaned, list) else cleaned["a"]

    assert json.loads(cleaned) == nested(3)
    assert not fits(nested(DEEPEST + 1))


def test_nesting_beyond_the_stack_is_no_trouble():
    """A hundred thousand levels neither raise nor recurse."""
    value = []
    for _ in range(100_000):
        value = [value]

    assert not fits(value)
    assert is_storable(storable(value))


@given(ANYTHING)
def test_anything_ends_storable(value):
    """Whatever the value, the result is plain JSON, and cleaning it again changes nothing."""
    cleaned = storable(value)

    assert is_storable(cleaned)
    assert storable(cleaned) is cleaned
    assert fits(cleaned)
