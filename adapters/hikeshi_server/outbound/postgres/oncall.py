"""Schedules, swaps and unavailabilities in PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.ids import ScheduleId, SwapId, UnavailabilityId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Schedule, Swap, Unavailability
from hikeshi_server.outbound.postgres.documents import Kind, PostgresDocuments
from hikeshi_server.outbound.postgres.records import (
    ScheduleRecord,
    SwapRecord,
    UnavailabilityRecord,
)
from hikeshi_server.outbound.postgres.sealer import Sealer


def _swap_columns(swap: Swap, _: Sealer) -> Mapping[str, Any]:
    return {
        "schedule_id": swap.schedule_id,
        "giver_id": swap.giver_id,
        "asked_id": swap.asked_id,
        "taker_id": swap.taker_id,
        "status": swap.status.value,
        "end_at": rfc3339(swap.end),
        "expires_at": rfc3339(swap.expires_at),
    }


def _unavailability_columns(found: Unavailability, _: Sealer) -> Mapping[str, Any]:
    return {
        "user_id": found.user_id,
        "start_at": rfc3339(found.bounds.start),
        "end_at": rfc3339(found.bounds.end),
    }


SCHEDULES = Kind(
    record=ScheduleRecord,
    cls=Schedule,
    columns=lambda schedule, _: {"key": schedule.key, "team_id": schedule.team_id},
)
SWAPS = Kind(record=SwapRecord, cls=Swap, columns=_swap_columns)
UNAVAILABILITIES = Kind(
    record=UnavailabilityRecord, cls=Unavailability, columns=_unavailability_columns
)


class PostgresScheduleRepository(PostgresDocuments[ScheduleId, Schedule], kind=SCHEDULES):
    """Keeps schedules, each whole: layers, overrides and revisions."""


class PostgresSwapRepository(PostgresDocuments[SwapId, Swap], kind=SWAPS):
    """Keeps swaps."""

    async def list_live(self, schedule_ids: Iterable[ScheduleId], at: datetime) -> Sequence[Swap]:
        """Return those of these schedules that are pending, or accepted and not over, by id."""
        return await self._list(
            "t.schedule_id = ANY($1::uuid[]) AND t.end_at > $2"
            " AND (t.status = 'accepted'"
            " OR (t.status IN ('offered', 'asked') AND t.expires_at > $2))",
            list(schedule_ids),
            at,
        )


class PostgresUnavailabilityRepository(
    PostgresDocuments[UnavailabilityId, Unavailability], kind=UNAVAILABILITIES
):
    """Keeps when people cannot be on call."""

    async def list_of(
        self, user_ids: Iterable[UserId], interval: Interval | None = None
    ) -> Sequence[Unavailability]:
        """Return those of these people, by id, where an interval is given only what overlaps it."""
        if interval is None:
            return await self._list("t.user_id = ANY($1::uuid[])", list(user_ids))
        return await self._list(
            "t.user_id = ANY($1::uuid[]) AND t.end_at > $2 AND t.start_at < $3",
            list(user_ids),
            interval.start,
            interval.end,
        )
