"""A changed copy is what attrs would make of it."""

import attrs
import pytest
from attrs import field, frozen

from hikeshi.kernel.changing import changed


@frozen
class _Begun:
    """Has a field of its own."""

    number: int


@frozen
class _Plain(_Begun):
    """Has inherited fields and fields with defaults."""

    title: str = "disk full"
    labels: dict[str, str] = field(factory=dict)


@frozen
class _Checked:
    """Checks one field by another."""

    least: int
    most: int = field()

    @most.validator
    def _check(self, _: object, most: int) -> None:
        if most < self.least:
            raise ValueError("the most is below the least")


@frozen(cache_hash=True)
class _Hashed:
    """Remembers its hash."""

    number: int


def test_a_changed_copy_is_equal_to_the_one_attrs_makes() -> None:
    """The fields named are changed, all others are the same objects, the original stays."""
    before = _Plain(1, labels={"host": "db1"})

    after = changed(before, number=2, title="gone")

    assert after == attrs.evolve(before, number=2, title="gone")
    assert after.labels is before.labels
    assert before == _Plain(1, labels={"host": "db1"})


def test_a_field_that_is_not_there_is_refused() -> None:
    """A misspelt field is an error, and never an attribute nobody reads."""
    with pytest.raises(TypeError, match="no field “titel”"):
        changed(_Plain(1), titel="gone")


def test_what_an_object_checks_is_checked_again() -> None:
    """A change that breaks a rule between fields is refused as by the constructor."""
    with pytest.raises(ValueError, match="below the least"):
        changed(_Checked(2, 3), least=5)


def test_a_remembered_hash_is_not_carried_over() -> None:
    """An object that remembers its hash gets the hash of what it has become."""
    before = _Hashed(1)
    assert hash(before) == hash(_Hashed(1))

    assert hash(changed(before, number=2)) == hash(_Hashed(2))
