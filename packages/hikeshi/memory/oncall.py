"""Schedules, swaps and unavailabilities in memory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.kernel.ids import ScheduleId, SwapId, UnavailabilityId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.memory.documents import InMemoryDocuments
from hikeshi.memory.store import Store
from hikeshi.oncall import Schedule, Swap, SwapStatus, Unavailability
from hikeshi.oncall.model.known_schedule import ScheduleVersion


class InMemoryScheduleRepository(InMemoryDocuments[ScheduleId, Schedule]):
    """Keeps schedules, each whole: layers, overrides and revisions."""


@frozen
class InMemoryScheduleVersionRepository:
    """Keeps what was known of schedules, and from when on."""

    store: Store

    async def add_many(self, versions: Sequence[ScheduleVersion]) -> None:
        """Write these; a version of that number takes the place of one of the same work."""
        for each in versions:
            self.store.schedule_versions.put((each.schedule_id, each.schedule.version), each)

    async def known(
        self, ids: Iterable[ScheduleId], at: datetime
    ) -> Mapping[ScheduleId, ScheduleVersion]:
        """Return the newest version of each that was saved by an instant, where there is one."""
        wanted = set(ids)
        rows = sorted(self.store.schedule_versions.rows.items())
        return {
            found: version
            for (found, _), version in rows
            if found in wanted and version.saved_at <= at
        }

    async def delete_many(self, ids: Iterable[ScheduleId]) -> None:
        """Remove every version of these."""
        gone = set(ids)
        for key in [key for key in self.store.schedule_versions.rows if key[0] in gone]:
            self.store.schedule_versions.drop(key)


class InMemorySwapRepository(InMemoryDocuments[SwapId, Swap]):
    """Keeps swaps."""

    async def list_live(self, schedule_ids: Iterable[ScheduleId], at: datetime) -> Sequence[Swap]:
        """Return those of these schedules that are pending, or accepted and not over, by id."""
        wanted = set(schedule_ids)
        return [
            swap
            for swap in await self.list_all()
            if swap.schedule_id in wanted
            and (swap.is_pending(at) or (swap.status is SwapStatus.ACCEPTED and swap.end > at))
        ]


class InMemoryUnavailabilityRepository(InMemoryDocuments[UnavailabilityId, Unavailability]):
    """Keeps when people cannot be on call."""

    async def list_of(
        self, user_ids: Iterable[UserId], interval: Interval | None = None
    ) -> Sequence[Unavailability]:
        """Return those of these people, by id, where an interval is given only what overlaps it."""
        wanted = set(user_ids)
        return [
            found
            for found in await self.list_all()
            if found.user_id in wanted and (interval is None or found.bounds.overlaps(interval))
        ]
