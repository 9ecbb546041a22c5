"""What the on-call domain needs of the world."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hikeshi.kernel.ids import (
    HolidaySetId,
    ScheduleId,
    SubscribedCalendarId,
    SwapId,
    TeamId,
    UnavailabilityId,
    UserId,
)
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.work import Documents, Recorder
from hikeshi.oncall.model.calendar_reading import CalendarReading, FetchedCalendar
from hikeshi.oncall.model.known_schedule import ScheduleVersion
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendar
from hikeshi.oncall.model.swap import Swap
from hikeshi.oncall.model.unavailability import Unavailability


class ScheduleRepository(Documents[ScheduleId, Schedule], Protocol):
    """Keeps schedules, each whole: layers, overrides and revisions."""


class ScheduleVersionRepository(Protocol):
    """Keeps what was known of schedules, and from when on; goes with its schedule."""

    async def add_many(self, versions: Sequence[ScheduleVersion]) -> None:
        """Write these; a version of that number takes the place of one of the same work."""
        ...

    async def known(
        self, ids: Iterable[ScheduleId], at: datetime
    ) -> Mapping[ScheduleId, ScheduleVersion]:
        """Return the newest version of each that was saved by an instant, where there is one."""
        ...

    async def delete_many(self, ids: Iterable[ScheduleId]) -> None:
        """Remove every version of these."""
        ...


class SwapRepository(Documents[SwapId, Swap], Protocol):
    """Keeps swaps; they are changed under the lock of their schedule."""

    async def list_live(self, schedule_ids: Iterable[ScheduleId], at: datetime) -> Sequence[Swap]:
        """Return those of these schedules that are pending, or accepted and not over, by id."""
        ...


class UnavailabilityRepository(Documents[UnavailabilityId, Unavailability], Protocol):
    """Keeps when people cannot be on call."""

    async def list_of(
        self, user_ids: Iterable[UserId], interval: Interval | None = None
    ) -> Sequence[Unavailability]:
        """Return those of these people, by id.

        Args:
            user_ids: Whose.
            interval: Only those whose bounds overlap it; nothing = all.
        """
        ...


class SubscribedCalendarRepository(Documents[SubscribedCalendarId, SubscribedCalendar], Protocol):
    """Keeps subscribed calendars; where they are sealed."""

    async def list_about(
        self, owners: Iterable[UserId | HolidaySetId]
    ) -> Sequence[SubscribedCalendar]:
        """Return those that tell of these people, or of these sets of holidays, by id."""
        ...


class CalendarReadingRepository(Protocol):
    """Keeps how the reading of each subscribed calendar goes."""

    async def get_many(
        self, ids: Iterable[SubscribedCalendarId]
    ) -> Mapping[SubscribedCalendarId, CalendarReading]:
        """Return those that exist."""
        ...

    async def lock_many(
        self, ids: Iterable[SubscribedCalendarId]
    ) -> Mapping[SubscribedCalendarId, CalendarReading]:
        """Return those that exist, locked in the order of their ids."""
        ...

    async def lock_due(self, now: datetime, limit: int) -> Sequence[CalendarReading]:
        """Lock due ones that nobody reads, longest due first; others' locks are left out."""
        ...

    async def save_many(self, readings: Sequence[CalendarReading]) -> None:
        """Write these, new or not."""
        ...

    async def delete_many(self, ids: Iterable[SubscribedCalendarId]) -> None:
        """Remove these."""
        ...

    async def next_due_at(self) -> datetime | None:
        """Return when the next one is due, or the next lease runs out."""
        ...


class CalendarSource(Protocol):
    """Fetches calendars from elsewhere."""

    async def fetch(self, url: str, *, etag: str, last_modified: str) -> FetchedCalendar:
        """Try once; the other side's failure is an answer, never an exception.

        Args:
            url: Where it is.
            etag: What the last good answer said of itself; empty = ask for it in any case.
            last_modified: Likewise.
        """
        ...


class People(Protocol):
    """Who there is, as far as the on-call domain asks; flow's directory answers."""

    def is_active(self, user_id: UserId) -> bool:
        """Say whether there is such a person, not deactivated."""
        ...

    def teams_of(self, user_id: UserId) -> tuple[TeamId, ...]:
        """Return the teams the person is a member of."""
        ...


class OncallWork(Recorder, Protocol):
    """The part of a unit of work the on-call domain sees."""

    @property
    def schedules(self) -> ScheduleRepository:
        """The schedules."""
        ...

    @property
    def schedule_versions(self) -> ScheduleVersionRepository:
        """What was known of them."""
        ...

    @property
    def swaps(self) -> SwapRepository:
        """The swaps."""
        ...

    @property
    def unavailabilities(self) -> UnavailabilityRepository:
        """When people cannot be on call."""
        ...

    @property
    def subscribed_calendars(self) -> SubscribedCalendarRepository:
        """The calendars elsewhere that are read."""
        ...

    @property
    def calendar_readings(self) -> CalendarReadingRepository:
        """How the reading of each goes."""
        ...

    async def people(self) -> People:
        """Return who there is."""
        ...
