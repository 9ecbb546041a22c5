"""Asking for a code."""

from datetime import timedelta

import pytest
from tests.unit.teams.codes import Codes

from hikeshi.kernel.errors import ConflictError, ForbiddenError
from hikeshi.teams.errors import NoCodeToSendError, TooManyCodesError
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.verification import MOST_CODES


def test_only_the_person_and_admins_ask():
    """Nobody has codes sent to what is somebody else's."""
    codes = Codes()

    assert codes.ask(by="rosa").code == "000000"
    assert codes.ask(by="olga").code == "000001"
    with pytest.raises(ForbiddenError):
        codes.ask(by="otto")


def test_the_code_is_kept_as_a_digest():
    """What is written down does not show the code."""
    codes = Codes()
    asked = codes.ask()

    assert asked.code not in codes.kept.digest
    assert codes.kept.digest


def test_a_method_gets_so_many_codes_an_hour():
    """The next one is refused, and says when it would not be."""
    codes = Codes()
    for _ in range(MOST_CODES):
        codes.ask()
        codes.wait(minutes=1)
    with pytest.raises(TooManyCodesError) as refused:
        codes.ask()

    assert refused.value.retry_after == timedelta(minutes=60 - MOST_CODES)
    codes.wait(minutes=60 - MOST_CODES)
    assert codes.ask()


def test_what_is_verified_needs_no_code():
    """There is nothing left to show."""
    with pytest.raises(ConflictError):
        Codes(verified=True).ask()


def test_kinds_that_bring_no_codes_are_refused():
    """The answer says so instead of a code that never comes."""
    assert Codes(kind=ContactKind.SMS, address="+81312345678").ask()
    with pytest.raises(NoCodeToSendError):
        Codes(kind=ContactKind.CONSOLE, address="").ask()
