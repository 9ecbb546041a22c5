"""Showing a code."""

import pytest
from tests.unit.teams.codes import Codes

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.teams.model.verification import MOST_TRIES


def test_the_right_code_verifies_once():
    """Whoever reads the code owns the method; the code is good for no second time."""
    codes = Codes()
    code = codes.ask().code

    assert codes.show(code)
    assert codes.kept.digest == ""
    assert not codes.show(code)


def test_a_wrong_code_counts_and_after_five_nothing_helps():
    """Guessing is limited, also for who knows the code at last."""
    codes = Codes()
    code = codes.ask().code
    assert not any(codes.show("999999") for _ in range(MOST_TRIES))

    assert not codes.show(code)
    assert codes.kept.tries == MOST_TRIES


def test_an_old_code_is_worth_nothing():
    """Ten minutes later another one is needed; so it is once another one was asked for."""
    codes = Codes()
    first, second = codes.ask().code, codes.ask().code
    assert not codes.show(first)
    codes.wait(minutes=10)

    assert not codes.show(second)


def test_a_code_proves_the_address_it_went_to():
    """Who changes the address meanwhile has shown nothing about the new one."""
    codes = Codes()
    code = codes.ask().code
    codes.move("somebody.else@example.org")

    assert not codes.show(code)


def test_nobody_else_shows_it():
    """A code is the person's to show, or an admin's."""
    codes = Codes()
    code = codes.ask().code
    with pytest.raises(ForbiddenError):
        codes.show(code, by="otto")

    assert codes.show(code, by="olga")
