"""The four ways a request can be wrong."""

from hikeshi.kernel.errors import ConflictError, Fault, InvalidError, NotFoundError, StaleError


def test_the_docstring_is_the_message_unless_one_is_given():
    """An error says its rule; where more is known, that."""
    assert str(NotFoundError()) == "There is no such object, or it is not yours to see."
    assert str(NotFoundError("No incident 7.")) == "No incident 7."


def test_an_error_at_a_place_carries_one_fault():
    """`at` names the place by its pointer."""
    error = InvalidError.at("/key", "is taken")
    assert error.faults == (Fault("/key", "is taken"),)
    assert error.detail == "is taken"


def test_a_stale_version_is_a_conflict():
    """Edges that map the four bases map this one, too."""
    assert isinstance(StaleError(), ConflictError)
