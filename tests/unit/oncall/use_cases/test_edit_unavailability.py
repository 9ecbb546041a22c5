"""Change when, or why, somebody cannot be on call."""

from datetime import date

import pytest
from attrs import evolve
from tests.unit.oncall.builders import A, B
from tests.unit.oncall.duty import Duty, responder
from tests.unit.oncall.use_cases.test_add_unavailability import LEAVE

from hikeshi.kernel.errors import ForbiddenError, StaleError
from hikeshi.oncall.errors import UnavailabilityNotFoundError, UnavailabilityOfCalendarError
from hikeshi.oncall.use_cases.add_unavailability import AddUnavailability
from hikeshi.oncall.use_cases.edit_unavailability import EditUnavailability


def longer(draft):
    """A day more."""
    return evolve(draft, last_day=date(2026, 1, 23))


@pytest.fixture
async def duty():
    """Ana is on leave."""
    duty = Duty()
    duty.leave = await duty.do(AddUnavailability(), A, LEAVE, by=responder(A))
    return duty


async def test_it_changes_and_says_so(duty):
    """The next version; the same again is none."""
    edited = await duty.do(EditUnavailability(), A, duty.leave.id, longer, by=responder(A))
    again = await duty.do(EditUnavailability(), A, duty.leave.id, longer, by=responder(A))

    assert (edited.last_day, edited.version, edited.reason) == (date(2026, 1, 23), 2, "surgery")
    assert again == edited
    assert duty.names() == ["UnavailabilityAdded", "UnavailabilityEdited"]


async def test_it_is_not_for_others(duty):
    """A colleague does not move somebody's leave, nor one of theirs under another name."""
    with pytest.raises(ForbiddenError):
        await duty.do(EditUnavailability(), A, duty.leave.id, longer, by=responder(B))
    with pytest.raises(UnavailabilityNotFoundError):
        await duty.do(EditUnavailability(), B, duty.leave.id, longer, by=responder(B))


async def test_a_stale_version_is_refused(duty):
    """If-Match holds."""
    with pytest.raises(StaleError):
        await duty.do(
            EditUnavailability(), A, duty.leave.id, longer, by=responder(A), expected_version=2
        )


async def test_what_a_calendar_says_is_changed_there(duty):
    """Otherwise the next look at the calendar would undo it."""
    row = evolve(duty.leave, source="ics:holidays")
    duty.store.unavailabilities.put(row.id, row)

    with pytest.raises(UnavailabilityOfCalendarError):
        await duty.do(EditUnavailability(), A, row.id, longer, by=responder(A))
