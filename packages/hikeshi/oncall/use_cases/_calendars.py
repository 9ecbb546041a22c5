"""Whose subscribed calendars are whose to see and to change."""

from typing import Any

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import StaleError
from hikeshi.kernel.ids import EventId, SubscribedCalendarId, UserId
from hikeshi.oncall.errors import CalendarNotFoundError
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendar
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._absence import require_looking_after


async def require_calendar_of(work: OncallWork, by: Actor, user_id: UserId | None) -> None:
    """Refuse unless the person is the actor's to look after; holidays are who configures'.

    Raises:
        ForbiddenError: Naming the permission that is missing.
    """
    if user_id is None:
        require(by, Permission.CONFIGURE)
    else:
        await require_looking_after(work, by, user_id)


async def lock_calendar(
    work: OncallWork,
    calendar_id: SubscribedCalendarId,
    by: Actor,
    expected_version: int | None = None,
) -> SubscribedCalendar:
    """Return the calendar, locked until the work ends.

    Raises:
        CalendarNotFoundError: There is none.
        ForbiddenError: It is not the actor's to look after.
        StaleError: It has another version than the one expected.
    """
    found = (await work.subscribed_calendars.lock_many((calendar_id,))).get(calendar_id)
    if found is None:
        raise CalendarNotFoundError
    await require_calendar_of(work, by, found.user_id)
    if expected_version is not None and expected_version != found.version:
        raise StaleError
    return found


def calendar_facts(work: OncallWork, found: SubscribedCalendar, by: Actor) -> dict[str, Any]:
    """Return what every event of a calendar says."""
    return {
        "id": EventId(work.ids()),
        "at": work.now,
        "by": by,
        "calendar_id": found.id,
        "user_id": found.user_id,
        "holiday_set_id": found.holiday_set_id,
        "name": found.name,
    }
