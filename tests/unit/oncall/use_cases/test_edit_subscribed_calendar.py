"""Change where a calendar is read from."""

import pytest
from attrs import evolve
from tests.unit.oncall.builders import A, B, span
from tests.unit.oncall.calendars import Shelf
from tests.unit.oncall.duty import responder

from hikeshi.kernel.errors import ForbiddenError, StaleError
from hikeshi.oncall import UnavailabilityDraft
from hikeshi.oncall.model.calendar_reading import ReadingStatus
from hikeshi.oncall.use_cases.edit_subscribed_calendar import EditSubscribedCalendar

DAY = span("2026-01-20", "2026-01-21")


async def test_another_address_is_read_as_if_nothing_were_known():
    """What the old server said of its file means nothing there; absences stay until then."""
    shelf = Shelf()
    made = await shelf.subscribed()
    await shelf.read(made, UnavailabilityDraft(start=DAY.start, end=DAY.end))

    edited = await shelf.do(
        EditSubscribedCalendar(),
        made.id,
        lambda draft: evolve(draft, url="https://other.example.org/x.ics"),
        by=responder(A),
        expected_version=1,
    )

    assert edited.version == 2
    reading = shelf.reading(made)
    assert (reading.status, reading.due_at) == (ReadingStatus.WAITING, shelf.clock.now())
    assert len(shelf.absences) == 1
    assert shelf.events[-1].fields == ("url",)


async def test_another_name_changes_nothing_else_and_the_same_nothing_at_all():
    """An edit that is none is no event."""
    shelf = Shelf()
    made = await shelf.subscribed()
    before = shelf.reading(made)
    for name in ("holidays", "holidays"):
        edited = await shelf.do(
            EditSubscribedCalendar(),
            made.id,
            lambda draft, name=name: evolve(draft, name=name),
            by=responder(A),
        )

    assert (edited.version, shelf.reading(made)) == (2, before)
    assert shelf.names() == ["CalendarSubscribed", "CalendarEdited"]


async def test_another_pace_begins_now():
    """It need not wait for what was planned at the old one; what is known of it stays."""
    shelf = Shelf()
    made = await shelf.subscribed()
    await shelf.read(made)

    await shelf.do(
        EditSubscribedCalendar(),
        made.id,
        lambda draft: evolve(draft, refresh_seconds=900),
        by=responder(A),
    )

    reading = shelf.reading(made)
    assert (reading.due_at, reading.status) == (shelf.clock.now(), ReadingStatus.OK)


async def test_it_is_nobody_else_s():
    """Another's calendar, or one that changed meanwhile, stays as it is."""
    shelf = Shelf()
    made = await shelf.subscribed()
    for more, refusal in (
        ({"by": responder(B)}, ForbiddenError),
        ({"by": responder(A), "expected_version": 7}, StaleError),
    ):
        with pytest.raises(refusal):
            await shelf.do(EditSubscribedCalendar(), made.id, lambda draft: draft, **more)
