"""No request may keep everybody else's pages waiting by being costly to understand."""

import pytest

from hikeshi_server.inbound.http.api.reading import refuse_repeated


class Name(str):
    """A field's name that counts how often it is compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other):
        Name.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_a_field_given_twice_is_found_in_one_walk():
    """A long object that repeats its last field is refused without comparing all with all."""
    pairs = [(Name(f"k{number}"), 1) for number in (*range(2_000), 1_999)]
    Name.compared = 0

    with pytest.raises(ValueError, match="“k1999” is given twice"):
        refuse_repeated(pairs)

    assert Name.compared < 20_000
