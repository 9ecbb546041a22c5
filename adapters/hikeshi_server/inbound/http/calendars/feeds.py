"""GET …/calendar.ics: shifts for calendar programs, behind a secret address."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.access.errors import CalendarFeedNotFoundError
from hikeshi.access.use_cases.use_calendar_feed import UseCalendarFeed
from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Schedule
from hikeshi.oncall.model.calendar import (
    CalendarEntry,
    calendar_of_schedule,
    calendar_of_user,
    calendar_window,
)
from hikeshi_server.inbound.answers import AnswerKind, Answers, Question
from hikeshi_server.inbound.http.api.headers import unchanged
from hikeshi_server.inbound.http.calendars.ics import MEDIA_TYPE, CalendarText, NamedEntry

#: Calendar programs keep their copy for themselves, and ask again.
_CACHING = "private, no-cache"
#: Programs come back hourly; a window ends with its month, a state of the configuration earlier.
CALENDAR = AnswerKind(name="calendar", edition=1, keep_for=timedelta(hours=6))


@frozen
class CalendarParts:
    """What the addresses of calendars are made of.

    Args:
        public_url: Where people reach this server.
        answers: Keeps what was written.
    """

    transactions: Transactions
    use_calendar_feed: UseCalendarFeed
    public_url: str
    answers: Answers


@frozen
class Shown:
    """What a calendar is computed from.

    Args:
        schedules: Whose shifts are looked through.
        user_id: Whose shifts are shown; nothing = everybody's.
    """

    name: str
    window: Interval
    schedules: tuple[Schedule, ...]
    user_id: UserId | None = None

    def entries(self) -> tuple[CalendarEntry, ...]:
        """Return what it shows.

        Raises:
            TooManyPiecesError: There are more hand-offs than one answer may cost.
            CalendarTooLongError: There are more shifts than a calendar can hold.
        """
        if self.user_id is None:
            return calendar_of_schedule(self.schedules[0], self.window)
        return calendar_of_user(self.schedules, self.user_id, self.window)


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

        async def read(work: Work) -> tuple[Directory, Shown]:
            directory = await work.directory()
            found = directory.schedules.get(ScheduleId(_named(directory.schedules, schedule)))
            if found is None:
                raise CalendarFeedNotFoundError
            await parts.use_calendar_feed(work, found.id, token)
            return directory, Shown(found.name, calendar_window(work.now), (found,))

        found, shown = await parts.transactions.run(read)
        _answer(request, response, await _written(parts, found, shown))


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

        async def read(work: Work) -> tuple[Directory, Shown]:
            directory = await work.directory()
            found = directory.users.get(UserId(_named(directory.users, user)))
            if found is None:
                raise CalendarFeedNotFoundError
            await parts.use_calendar_feed(work, found.id, token)
            schedules = tuple(directory.schedules.values())
            return directory, Shown(found.name, calendar_window(work.now), schedules, found.id)

        found, shown = await parts.transactions.run(read)
        _answer(request, response, await _written(parts, found, shown))


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


async def _written(parts: CalendarParts, directory: Directory, shown: Shown) -> bytes:
    """Return entity tag and text, a line break between them: kept, since many ask hourly."""
    of = (
        ("user", shown.user_id)
        if shown.user_id is not None
        else ("schedule", shown.schedules[0].id)
    )
    question = Question(
        kind=CALENDAR,
        asked=(*map(str, of), repr(shown.window), parts.public_url),
        stamp=directory.stamp,
    )

    def compute() -> bytes:
        named = tuple(_name(parts, directory, entry) for entry in shown.entries())
        text = CalendarText(name=shown.name, since=shown.window.start, entries=named)
        return text.tag.encode() + b"\n" + text.to_ical()

    return await parts.answers.get(question, compute)


def _answer(request: Request, response: Response, written: bytes) -> None:
    told, _, text = written.partition(b"\n")
    tag = told.decode()
    response.set_header("ETag", tag)
    response.set_header("Cache-Control", _CACHING)
    if unchanged(request, tag):
        response.status = 304
        return
    response.content_type = MEDIA_TYPE
    response.data = text
