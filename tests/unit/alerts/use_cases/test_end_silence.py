"""Ending silences before their time."""

from uuid import UUID

import pytest
from tests.unit.alerts.use_cases.quiet import QuietOffice

from hikeshi.alerts.errors import SilenceNotFoundError
from hikeshi.alerts.use_cases.create_silence import CreateSilence
from hikeshi.alerts.use_cases.end_silence import EndSilence
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.testing.builders import START


def test_it_ends_now_and_once():
    """The end is now; ending it again changes and records nothing."""
    office = QuietOffice()
    made = office.do(CreateSilence(), office.silence())
    ended = office.do(EndSilence(), made.id, by="rosa")

    assert (ended.ends_at, ended.version) == (START, 2)
    assert office.do(EndSilence(), made.id) == ended
    assert [type(event).__name__ for event in office.happened] == [
        "SilenceCreated",
        "SilenceEnded",
    ]


def test_who_observes_ends_nothing():
    """It needs the permission to respond."""
    office = QuietOffice()
    made = office.do(CreateSilence(), office.silence())
    with pytest.raises(ForbiddenError):
        office.do(EndSilence(), made.id, by="otto")


def test_an_unknown_silence_is_not_found():
    """There is nothing to end."""
    with pytest.raises(SilenceNotFoundError):
        QuietOffice().do(EndSilence(), UUID(int=7))
