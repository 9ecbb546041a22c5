"""What goes into a jsonb column comes out equal."""

from uuid import UUID

import pytest

from hikeshi_server.outbound.postgres.json_text import (
    from_json,
    to_array,
    to_canonical_json,
    to_json,
)

VALUES = [None, True, 0, -(2**63), 2**64 - 1, 0.1, "", "“ä” 空 🔥", [], {}, {"a": [{"b": None}]}]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_comes_back(value: object) -> None:
    """Every JSON value comes back as it was."""
    assert from_json(to_json(value)) == value


def test_numbers_of_others_are_read() -> None:
    """A number beyond 64 bits or a double, written by another program, stops nothing."""
    assert from_json("[1e400, 1180591620717411303424]")[0] == float("inf")


def test_canonical_bytes_do_not_depend_on_order() -> None:
    """The same facts in another order are the same bytes."""
    assert to_canonical_json({"b": 1, "a": {"d": 2, "c": 3}}) == b'{"a":{"c":3,"d":2},"b":1}'
    assert to_canonical_json({"a": {"c": 3, "d": 2}, "b": 1}) == b'{"a":{"c":3,"d":2},"b":1}'


def test_identities_become_an_array() -> None:
    """Identities are written as PostgreSQL reads an array of them."""
    first, second = UUID(int=1), UUID(int=2)

    assert to_array([]) == "{}"
    assert to_array([first, second]) == f"{{{first},{second}}}"
