"""Making silences."""

import pytest
from tests.unit.alerts.use_cases.quiet import HOUR, QuietOffice

from hikeshi.alerts.use_cases.create_silence import CreateSilence
from hikeshi.kernel.errors import ForbiddenError, InvalidError
from hikeshi.testing.builders import START, a_silence


def test_a_silence_says_who_made_it():
    """It begins now where nothing is said, and the journal has it as people write it."""
    office = QuietOffice()
    made = office.do(CreateSilence(), office.silence(), by="rosa")

    assert (made.starts_at, made.created_by) == (START, office.users["rosa"].id)
    assert office.store.directory().silences == {made.id: made}
    assert [event.matchers for event in office.happened] == [("env=test",)]


def test_the_past_is_not_silenced():
    """A start in the past is now."""
    office = QuietOffice()

    assert office.do(CreateSilence(), office.silence(starts_at=START - HOUR)).starts_at == START


@pytest.mark.parametrize("changes", [{"ends_at": START}, {"starts_at": START + HOUR}])
def test_one_that_would_never_hold_is_refused(changes):
    """It has to end after it begins, and after now."""
    office = QuietOffice()
    with pytest.raises(InvalidError) as refused:
        office.do(CreateSilence(), office.silence(**changes))

    assert [fault.pointer for fault in refused.value.faults] == ["/ends_at"]


def test_who_observes_silences_nothing():
    """It needs the permission to respond for everybody, or for the team it is about."""
    office = QuietOffice()
    with pytest.raises(ForbiddenError):
        office.do(CreateSilence(), office.silence(), by=office.member)
    with pytest.raises(ForbiddenError):
        office.do(CreateSilence(), office.silence(team_id=office.team.id), by="otto")

    made = office.do(CreateSilence(), office.silence(team_id=office.team.id), by=office.member)
    assert made.team_id == office.team.id


def test_what_was_over_long_ago_is_forgotten():
    """Silences over for more than five days go when a new one is made."""
    office = QuietOffice()
    old = a_silence(starts_at=START - 200 * HOUR, ends_at=START - 121 * HOUR)
    recent = a_silence(starts_at=START - 200 * HOUR, ends_at=START - 119 * HOUR)
    office.save("silences", old, recent)
    made = office.do(CreateSilence(), office.silence())

    assert set(office.store.directory().silences) == {recent.id, made.id}
