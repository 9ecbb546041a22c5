"""Subscribed calendars and how their reading goes, in memory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.kernel.ids import HolidaySetId, SubscribedCalendarId, UserId
from hikeshi.memory.documents import InMemoryDocuments
from hikeshi.memory.store import Store
from hikeshi.oncall.model.calendar_reading import CalendarReading
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendar


class InMemorySubscribedCalendarRepository(
    InMemoryDocuments[SubscribedCalendarId, SubscribedCalendar]
):
    """Keeps subscribed calendars."""

    async def list_about(
        self, owners: Iterable[UserId | HolidaySetId]
    ) -> Sequence[SubscribedCalendar]:
        """Return those that tell of these people, or of these sets of holidays, by id."""
        wanted = set(owners)
        every = await self.list_all()
        return [each for each in every if each.user_id in wanted or each.holiday_set_id in wanted]


@frozen
class InMemoryCalendarReadingRepository:
    """Keeps how the reading of each subscribed calendar goes."""

    store: Store

    async def get_many(
        self, ids: Iterable[SubscribedCalendarId]
    ) -> Mapping[SubscribedCalendarId, CalendarReading]:
        """Return those that exist."""
        return self.store.calendar_readings.pick(ids)

    async def lock_many(
        self, ids: Iterable[SubscribedCalendarId]
    ) -> Mapping[SubscribedCalendarId, CalendarReading]:
        """Return those that exist; one work at a time needs no lock."""
        return self.store.calendar_readings.pick(ids)

    async def lock_due(self, now: datetime, limit: int) -> Sequence[CalendarReading]:
        """Return due ones that nobody reads, longest due first."""
        due = [r for r in self.store.calendar_readings.rows.values() if r.claimable(now)]
        return sorted(due, key=lambda r: (r.due_at, r.calendar_id))[:limit]

    async def save_many(self, readings: Sequence[CalendarReading]) -> None:
        """Write these, new or not."""
        for reading in readings:
            self.store.calendar_readings.put(reading.calendar_id, reading)

    async def delete_many(self, ids: Iterable[SubscribedCalendarId]) -> None:
        """Remove these."""
        for found in ids:
            self.store.calendar_readings.drop(found)

    async def next_due_at(self) -> datetime | None:
        """Return when the next one is due, or the next lease runs out."""
        readings = self.store.calendar_readings.rows.values()
        return min((r.lease_until or r.due_at for r in readings), default=None)
