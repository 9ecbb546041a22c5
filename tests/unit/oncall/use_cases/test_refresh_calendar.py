"""Read a calendar as soon as possible."""

from tests.unit.oncall.builders import A
from tests.unit.oncall.calendars import Shelf
from tests.unit.oncall.duty import responder

from hikeshi.oncall.use_cases.refresh_calendar import RefreshCalendar


async def test_it_waits_no_longer():
    """However long the pause after its failures would have been."""
    shelf = Shelf()
    made = await shelf.subscribed()
    await shelf.read(made, reason="It is away.")
    assert shelf.reading(made).due_at > shelf.clock.now()

    await shelf.do(RefreshCalendar(), made.id, by=responder(A))

    assert shelf.reading(made).due_at == shelf.clock.now()
