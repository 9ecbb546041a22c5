"""Schedules, swaps and unavailabilities in memory."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from hikeshi.kernel.ids import ScheduleId, SwapId, UnavailabilityId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.memory.documents import InMemoryDocuments
from hikeshi.oncall import Schedule, Swap, SwapStatus, Unavailability


class InMemoryScheduleRepository(InMemoryDocuments[ScheduleId, Schedule]):
    """Keeps schedules, each whole: layers, overrides and revisions."""


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
