"""Have a calendar elsewhere read."""

import pytest
from tests.unit.oncall.builders import A, B
from tests.unit.oncall.calendars import DRAFT, Shelf
from tests.unit.oncall.duty import manager, observer, responder

from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import HolidaySetId
from hikeshi.oncall.errors import CalendarTakenError, TooManyCalendarsError
from hikeshi.oncall.model.calendar_reading import ReadingStatus
from hikeshi.oncall.model.subscribed_calendar import MOST_CALENDARS
from hikeshi.testing.builders import new_id


async def test_it_is_due_at_once_and_the_journal_says_not_where_it_is():
    """Whoever reads the journal may not read the calendar."""
    shelf = Shelf()

    made = await shelf.subscribed()

    assert (made.user_id, made.url) == (A, DRAFT.url)
    reading = shelf.reading(made)
    assert (reading.due_at, reading.status) == (shelf.clock.now(), ReadingStatus.WAITING)
    assert shelf.names() == ["CalendarSubscribed"]
    assert "3cr3t" not in repr(shelf.events)


async def test_it_is_for_the_person_and_who_looks_after_them():
    """Oneself and a manager of one's team; of holidays, who configures everything."""
    shelf = Shelf()

    assert await shelf.subscribed(by=manager())
    for more in ({"by": responder(B)}, {"user_id": None, "by": observer(B)}):
        with pytest.raises(ForbiddenError):
            await shelf.subscribed(**more)


async def test_there_is_an_end_to_it():
    """Nobody has any number of calendars read, and a set of holidays one."""
    shelf, days = Shelf(), HolidaySetId(new_id())
    for _ in range(MOST_CALENDARS):
        await shelf.subscribed()
    await shelf.subscribed(user_id=None, holiday_set_id=days, by=SYSTEM)

    with pytest.raises(TooManyCalendarsError):
        await shelf.subscribed()
    with pytest.raises(CalendarTakenError):
        await shelf.subscribed(user_id=None, holiday_set_id=days, by=SYSTEM)
