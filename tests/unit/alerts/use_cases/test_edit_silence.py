"""Changing silences."""

from uuid import UUID

import pytest
from attrs import evolve
from tests.unit.alerts.use_cases.quiet import HOUR, QuietOffice

from hikeshi.alerts.errors import SilenceNotFoundError
from hikeshi.alerts.events import SilenceEdited
from hikeshi.alerts.use_cases.create_silence import CreateSilence
from hikeshi.alerts.use_cases.edit_silence import EditSilence
from hikeshi.kernel.errors import ForbiddenError, StaleError
from hikeshi.testing.builders import START


def longer(draft):
    """The same silence for an hour more."""
    return evolve(draft, ends_at=draft.ends_at + HOUR)


def test_a_silence_is_made_longer():
    """What changed is recorded."""
    office = QuietOffice()
    made = office.do(CreateSilence(), office.silence(), by="rosa")
    edited = office.do(EditSilence(), made.id, longer, by="olga")

    assert edited == evolve(made, ends_at=START + 2 * HOUR, version=2)
    assert [e.fields for e in office.happened if isinstance(e, SilenceEdited)] == [("ends_at",)]


def test_an_edit_that_changes_nothing_is_not_recorded():
    """The same values leave version and journal alone."""
    office = QuietOffice()
    made = office.do(CreateSilence(), office.silence())

    assert office.do(EditSilence(), made.id, lambda draft: draft) is made
    assert len(office.happened) == 1


def test_a_stale_version_is_refused():
    """Who saw an older version is told so."""
    office = QuietOffice()
    made = office.do(CreateSilence(), office.silence())
    with pytest.raises(StaleError):
        office.do(EditSilence(), made.id, longer, expected_version=2)


def test_an_unknown_silence_is_not_found():
    """There is nothing to change."""
    with pytest.raises(SilenceNotFoundError):
        QuietOffice().do(EditSilence(), UUID(int=7), longer)


def test_a_team_does_not_widen_its_silence_to_everybody():
    """Where it is to hold for everybody, that needs the permission there."""
    office = QuietOffice()
    made = office.do(CreateSilence(), office.silence(team_id=office.team.id), by=office.member)
    with pytest.raises(ForbiddenError):
        office.do(
            EditSilence(), made.id, lambda draft: evolve(draft, team_id=None), by=office.member
        )
