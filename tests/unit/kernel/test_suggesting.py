"""Did you mean …? What may stand where something else stands."""

import pytest

from hikeshi.kernel.suggesting import did_you_mean, one_of


@pytest.mark.parametrize(
    ("text", "names", "told"),
    [
        ("bem", ("ana", "ben"), " (did you mean “ben”?)"),
        ("zoe", ("ben", "ana"), "; there is ana, ben"),
        ("zoe", [f"u{n}" for n in range(7)], "; there is u0, u1, u2, u3, u4 and 2 more"),
        ("zoe", (), "; there is none at all"),
    ],
)
def test_what_may_stand_there(text, names, told):
    """The nearest where one is near, else the first few of them."""
    assert one_of(text, names) == told


def test_nothing_is_offered_where_nothing_is_near():
    """A guess that is far off would mislead."""
    assert did_you_mean("zoe", ("ana", "ben")) == ""
