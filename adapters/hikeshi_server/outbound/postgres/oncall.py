"""Schedules, swaps and unavailabilities in PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import frozen

from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.ids import ScheduleId, SwapId, UnavailabilityId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Schedule, Swap, Unavailability
from hikeshi.oncall.model.known_schedule import ScheduleVersion
from hikeshi_server.outbound.postgres.documents import CONVERTER, Kind, PostgresDocuments
from hikeshi_server.outbound.postgres.json_text import to_json
from hikeshi_server.outbound.postgres.records import (
    ScheduleRecord,
    SwapRecord,
    UnavailabilityRecord,
)
from hikeshi_server.outbound.postgres.sealer import Sealer
from hikeshi_server.outbound.postgres.session import Session

_KEEP_VERSIONS = """
INSERT INTO schedule_versions (schedule_id, version, saved_at, document)
SELECT id, version, saved_at, document::jsonb
FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[])
  AS v (id, version, saved_at, document)
ON CONFLICT (schedule_id, version)
DO UPDATE SET saved_at = excluded.saved_at, document = excluded.document
"""
_KNOWN = """
SELECT DISTINCT ON (schedule_id) schedule_id, saved_at, document FROM schedule_versions
WHERE schedule_id = ANY($1::uuid[]) AND saved_at <= $2
ORDER BY schedule_id, version DESC
"""
_FORGET_VERSIONS = "DELETE FROM schedule_versions WHERE schedule_id = ANY($1::uuid[])"


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


@frozen
class PostgresScheduleVersionRepository:
    """Keeps what was known of schedules, and from when on."""

    _session: Session

    async def add_many(self, versions: Sequence[ScheduleVersion]) -> None:
        """Write these; a version of that number takes the place of one of the same work."""
        if versions:
            await self._session.run(
                _KEEP_VERSIONS,
                [each.schedule_id for each in versions],
                [each.schedule.version for each in versions],
                [each.saved_at for each in versions],
                [to_json(CONVERTER.unstructure(each.schedule)) for each in versions],
            )

    async def known(
        self, ids: Iterable[ScheduleId], at: datetime
    ) -> Mapping[ScheduleId, ScheduleVersion]:
        """Return the newest version of each that was saved by an instant, where there is one."""
        return {
            row["schedule_id"]: ScheduleVersion(
                schedule=CONVERTER.structure(row["document"], Schedule), saved_at=row["saved_at"]
            )
            for row in await self._session.rows(_KNOWN, list(ids), at)
        }

    async def delete_many(self, ids: Iterable[ScheduleId]) -> None:
        """Remove every version of these."""
        await self._session.run(_FORGET_VERSIONS, list(ids))


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
