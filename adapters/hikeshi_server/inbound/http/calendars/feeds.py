"""GET …/calendar.ics: shifts for calendar programs, behind a secret address."""

from collections.abc import Mapping
from datetime import datetime, timedelta
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
from hikeshi.teams.model.user import User
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


@frozen(kw_only=True)
class Shown:
    """Everything a calendar is computed from.

    Args:
        name: What calendar programs list it under.
        schedules: Whose shifts are looked through, by id.
        user_id: Whose shifts are shown; nothing = everybody's.
        people: How people are called, by id.
        public_url: Where people reach this server.
    """

    name: str
    window: Interval
    schedules: tuple[Schedule, ...]
    user_id: UserId | None = None
    people: tuple[tuple[UserId, str], ...]
    public_url: str

    def write(self) -> bytes:
        """Return entity tag and text, a line break between them.

        Raises:
            TooManyPiecesError: There are more hand-offs than one answer may cost.
            CalendarTooLongError: There are more shifts than a calendar can hold.
        """
        names, schedules = dict(self.people), {each.id: each for each in self.schedules}
        text = CalendarText(
            name=self.name,
            since=self.window.start,
            entries=tuple(
                self._named(entry, names, schedules[entry.schedule_id]) for entry in self._entries()
            ),
        )
        return text.tag.encode() + b"\n" + text.to_ical()

    def _entries(self) -> tuple[CalendarEntry, ...]:
        if self.user_id is None:
            return calendar_of_schedule(self.schedules[0], self.window)
        return calendar_of_user(self.schedules, self.user_id, self.window)

    def _named(
        self, entry: CalendarEntry, names: Mapping[UserId, str], schedule: Schedule
    ) -> NamedEntry:
        name = names.get(entry.user_id, str(entry.user_id))
        return NamedEntry(
            entry=entry,
            title=f"{name} · {schedule.name}",
            url=f"{self.public_url}/schedules/{schedule.key}",
        )


def shown_of_schedule(
    directory: Directory, schedule: Schedule, now: datetime, public_url: str
) -> Shown:
    """Return what the calendar of a schedule is computed from."""
    people = sorted(directory.users.items())
    return Shown(
        name=schedule.name,
        window=calendar_window(now),
        schedules=(schedule,),
        people=tuple((user_id, user.name) for user_id, user in people),
        public_url=public_url,
    )


def shown_of_user(directory: Directory, user: User, now: datetime, public_url: str) -> Shown:
    """Return what the calendar of a person is computed from."""
    window = calendar_window(now)
    schedules = (schedule for _, schedule in sorted(directory.schedules.items()))
    return Shown(
        name=user.name,
        window=window,
        schedules=tuple(each for each in schedules if each.names(user.id, window.start)),
        user_id=user.id,
        people=((user.id, user.name),),
        public_url=public_url,
    )


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

        async def read(work: Work) -> Shown:
            directory = await work.directory()
            found = directory.schedules.get(ScheduleId(_named(directory.schedules, schedule)))
            if found is None:
                raise CalendarFeedNotFoundError
            await parts.use_calendar_feed(work, found.id, token)
            return shown_of_schedule(directory, found, work.now, parts.public_url)

        shown = await parts.transactions.run(read)
        _answer(request, response, await written(parts.answers, shown))


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

        async def read(work: Work) -> Shown:
            directory = await work.directory()
            found = directory.users.get(UserId(_named(directory.users, user)))
            if found is None:
                raise CalendarFeedNotFoundError
            await parts.use_calendar_feed(work, found.id, token)
            return shown_of_user(directory, found, work.now, parts.public_url)

        shown = await parts.transactions.run(read)
        _answer(request, response, await written(parts.answers, shown))


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


async def written(answers: Answers, shown: Shown) -> bytes:
    """Return entity tag and text, as `Shown.write` does: kept, since many ask for it hourly."""
    question = Question(kind=CALENDAR, asked=(shown.user_id,), sources=(shown,))
    return await answers.get(question, shown.write)


def _answer(request: Request, response: Response, answer: bytes) -> None:
    told, _, text = answer.partition(b"\n")
    tag = told.decode()
    response.set_header("ETag", tag)
    response.set_header("Cache-Control", _CACHING)
    if unchanged(request, tag):
        response.status = 304
        return
    response.content_type = MEDIA_TYPE
    response.data = text
