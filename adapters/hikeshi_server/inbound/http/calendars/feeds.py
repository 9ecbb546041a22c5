"""GET …/calendar.ics: shifts for calendar programs, behind a secret address."""

import asyncio
from typing import Any
from uuid import UUID

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.access.errors import CalendarFeedNotFoundError
from hikeshi.access.use_cases.use_calendar_feed import UseCalendarFeed
from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.oncall.model.calendar import (
    CalendarEntry,
    calendar_of_schedule,
    calendar_of_user,
    calendar_window,
)
from hikeshi_server.inbound.http.api.headers import unchanged
from hikeshi_server.inbound.http.calendars.ics import MEDIA_TYPE, CalendarText, NamedEntry

#: Calendar programs keep their copy for themselves, and ask again.
_CACHING = "private, no-cache"


@frozen
class CalendarParts:
    """What the addresses of calendars are made of.

    Args:
        public_url: Where people reach this server.
    """

    transactions: Transactions
    use_calendar_feed: UseCalendarFeed
    public_url: str


@frozen
class ScheduleCalendar:
    """GET /api/v1/schedules/{schedule}/calendar.ics"""

    parts: CalendarParts

    async def on_get(self, request: Request, response: Response, schedule: str) -> None:
        """Answer with the final shifts of a schedule.

        Raises:
            CalendarFeedNotFoundError: The token opens nothing here.
        """
        parts, token = self.parts, _token(request)

        async def read(work: Work) -> CalendarText:
            directory = await work.directory()
            found = directory.schedules.get(ScheduleId(_named(directory.schedules, schedule)))
            if found is None:
                raise CalendarFeedNotFoundError
            await parts.use_calendar_feed(work, found.id, token)
            window = calendar_window(work.now)
            entries = calendar_of_schedule(found, window)
            named = tuple(_name(parts, directory, entry) for entry in entries)
            return CalendarText(name=found.name, since=window.start, entries=named)

        await _answer(request, response, await parts.transactions.run(read))


@frozen
class UserCalendar:
    """GET /api/v1/users/{user}/calendar.ics"""

    parts: CalendarParts

    async def on_get(self, request: Request, response: Response, user: str) -> None:
        """Answer with a person's final shifts on all schedules.

        Raises:
            CalendarFeedNotFoundError: The token opens nothing here.
        """
        parts, token = self.parts, _token(request)

        async def read(work: Work) -> CalendarText:
            directory = await work.directory()
            found = directory.users.get(UserId(_named(directory.users, user)))
            if found is None:
                raise CalendarFeedNotFoundError
            await parts.use_calendar_feed(work, found.id, token)
            window = calendar_window(work.now)
            entries = calendar_of_user(directory.schedules.values(), found.id, window)
            named = tuple(_name(parts, directory, entry) for entry in entries)
            return CalendarText(name=found.name, since=window.start, entries=named)

        await _answer(request, response, await parts.transactions.run(read))


def calendar_routes(parts: CalendarParts) -> list[tuple[str, Any]]:
    """Return path template and resource of every calendar."""
    return [
        ("/api/v1/schedules/{schedule}/calendar.ics", ScheduleCalendar(parts)),
        ("/api/v1/users/{user}/calendar.ics", UserCalendar(parts)),
    ]


def _token(request: Request) -> str:
    return request.get_param("token") or ""


def _named(rows: Any, text: str) -> UUID:
    found = next((row.id for row in rows.values() if text in {row.key, str(row.id)}), None)
    if found is None:
        raise CalendarFeedNotFoundError
    return UUID(int=found.int)


def _name(parts: CalendarParts, directory: Directory, entry: CalendarEntry) -> NamedEntry:
    person = directory.users.get(entry.user_id)
    schedule = directory.schedules[entry.schedule_id]
    name = person.name if person is not None else str(entry.user_id)
    return NamedEntry(
        entry=entry,
        title=f"{name} · {schedule.name}",
        url=f"{parts.public_url}/schedules/{schedule.key}",
    )


async def _answer(request: Request, response: Response, text: CalendarText) -> None:
    tag = text.tag
    response.set_header("ETag", tag)
    response.set_header("Cache-Control", _CACHING)
    if unchanged(request, tag):
        response.status = 304
        return
    response.content_type = MEDIA_TYPE
    # A long one takes a while to write, and others wait for the loop.
    response.data = await asyncio.to_thread(text.to_ical)
