"""The four ways a request can be wrong."""

from hikeshi.kernel.errors import (
    ConflictError,
    Fault,
    InvalidError,
    NotFoundError,
    Sentence,
    StaleError,
)


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


def test_a_sentence_remembers_what_it_was_made_of():
    """The detail is a plain text; what it was made of can be said in another language."""
    error = InvalidError.at("/length", Sentence("must be 1 to {most}", most=9))

    assert (error.detail, type(error.faults[0].detail)) == ("must be 1 to 9", str)
    assert isinstance(error.said, Sentence)
    assert (error.said.text, error.said.facts) == ("must be 1 to {most}", {"most": 9})


def test_a_sentence_without_facts_may_hold_braces():
    """What somebody wrote is not taken for a place to fill in."""
    assert Sentence("write {env} or {}") == "write {env} or {}"


def test_a_fault_is_seen_from_outside():
    """Its pointer grows, and its sentence stays."""
    fault = Fault("/name", Sentence("must be 1 to {most}", most=9)).below("/users/0")

    assert fault == Fault("/users/0/name", "must be 1 to 9")
    assert isinstance(fault.said, Sentence)
