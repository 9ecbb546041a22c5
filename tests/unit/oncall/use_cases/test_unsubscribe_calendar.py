"""Read a calendar no more."""

import pytest
from tests.unit.oncall.builders import A, B, span
from tests.unit.oncall.calendars import Shelf
from tests.unit.oncall.duty import responder

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.oncall import UnavailabilityDraft
from hikeshi.oncall.errors import CalendarNotFoundError
from hikeshi.oncall.use_cases.add_unavailability import AddUnavailability
from hikeshi.oncall.use_cases.unsubscribe_calendar import UnsubscribeCalendar

DAY = span("2026-01-20", "2026-01-21")
AWAY = UnavailabilityDraft(start=DAY.start, end=DAY.end)


async def test_its_absences_go_with_it_and_others_stay():
    """What the person said themselves is theirs."""
    shelf = Shelf()
    made = await shelf.subscribed()
    await shelf.read(made, AWAY)
    own = await shelf.do(AddUnavailability(), A, AWAY, by=responder(A))

    await shelf.do(UnsubscribeCalendar(), made.id, by=responder(A))

    assert shelf.absences == [own]
    assert shelf.store.calendar_readings.rows == {}
    with pytest.raises(CalendarNotFoundError):
        await shelf.do(UnsubscribeCalendar(), made.id, by=responder(A))


async def test_it_is_nobody_else_s():
    """Colleagues leave it alone."""
    shelf = Shelf()
    made = await shelf.subscribed()

    with pytest.raises(ForbiddenError):
        await shelf.do(UnsubscribeCalendar(), made.id, by=responder(B))
