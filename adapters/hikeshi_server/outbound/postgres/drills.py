"""Drills, when they run, and what they showed, in PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import fields, frozen

from hikeshi.incidents.model.drill import Drill
from hikeshi.incidents.model.drill_run import DrillOutcome, DrillRun
from hikeshi.incidents.model.escalation_policy import TargetKind
from hikeshi.incidents.model.recurrence import RecurrenceType
from hikeshi.kernel.ids import DrillId, IncidentId, UserId
from hikeshi.kernel.severity import Urgency
from hikeshi_server.outbound.postgres.documents import Kind, PostgresDocuments
from hikeshi_server.outbound.postgres.records import DrillRecord
from hikeshi_server.outbound.postgres.session import Row, Session
from hikeshi_server.outbound.postgres.words import listed

DRILLS = Kind(
    record=DrillRecord,
    cls=Drill,
    columns=lambda drill, _: {"key": drill.key, "team_id": drill.team_id},
)

_PLAN = """
INSERT INTO drill_timers (drill_id, next_run_at)
SELECT * FROM unnest($1::uuid[], $2::timestamptz[])
ON CONFLICT (drill_id) DO UPDATE SET next_run_at = excluded.next_run_at
"""
_DROP = "DELETE FROM drill_timers WHERE drill_id = ANY($1::uuid[])"
# One with a word that this release does not know was laid down by a newer one, and waits for it.
_READABLE = f"""NOT EXISTS (
  SELECT 1 FROM drills d WHERE d.id = drill_id AND (
    d.document ->> 'urgency' NOT IN ({listed(Urgency)})
    OR d.document -> 'recurrence' ->> 'type' NOT IN ({listed(RecurrenceType)})
    OR EXISTS (SELECT 1 FROM jsonb_array_elements(d.document -> 'targets') t
      WHERE t ->> 'kind' NOT IN ({listed(TargetKind)}))))"""  # noqa: S608 (our own words)
_DUE = f"""
SELECT drill_id, next_run_at FROM drill_timers WHERE next_run_at <= $1 AND {_READABLE}
ORDER BY next_run_at, drill_id LIMIT $2 FOR UPDATE SKIP LOCKED
"""  # noqa: S608 (our own words)
_NEXT = f"SELECT min(next_run_at) AS next_run_at FROM drill_timers WHERE {_READABLE}"  # noqa: S608

_ADD = """
INSERT INTO drill_runs (id, drill_id, user_id, incident_id, via, started_at, acknowledge_by,
  outcome, ended_at, channel, reason)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[],
  $6::timestamptz[], $7::timestamptz[], $8::text[], $9::timestamptz[], $10::text[], $11::text[])
"""
_SAVE = """
UPDATE drill_runs r SET outcome = n.outcome, ended_at = n.ended_at, channel = n.channel,
  reason = n.reason
FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::text[])
AS n (id, outcome, ended_at, channel, reason) WHERE r.id = n.id
"""
_OF_INCIDENTS = "SELECT * FROM drill_runs WHERE incident_id = ANY($1::uuid[]) ORDER BY id"
_WAITING = "SELECT * FROM drill_runs WHERE drill_id = $1 AND outcome = 'waiting' ORDER BY id"
_LATEST = """
SELECT DISTINCT ON (user_id) * FROM drill_runs
WHERE user_id = ANY($1::uuid[]) AND outcome IN ('passed', 'missed', 'unreachable')
ORDER BY user_id, id DESC
"""
_FIELDS = tuple(entry.name for entry in fields(DrillRun))


def to_run(row: Row) -> DrillRun:
    """Return the run of a row."""
    values = {name: row[name] for name in _FIELDS}
    return DrillRun(**{**values, "outcome": DrillOutcome(row["outcome"])})


class PostgresDrillRepository(PostgresDocuments[DrillId, Drill], kind=DRILLS):
    """Keeps drills."""


@frozen
class PostgresDrillTimers:
    """Keeps when drills run by themselves next."""

    _session: Session

    async def plan(self, runs: Mapping[DrillId, datetime | None]) -> None:
        """Write when these run next; nothing = not at all."""
        planned = {found: at for found, at in runs.items() if at is not None}
        dropped = [found for found in runs if found not in planned]
        if planned:
            await self._session.run(_PLAN, list(planned), list(planned.values()))
        if dropped:
            await self._session.run(_DROP, dropped)

    async def lock_due(self, now: datetime, limit: int) -> Mapping[DrillId, datetime]:
        """Return what is due and since when, longest first; others' locks are left out."""
        rows = await self._session.rows(_DUE, now, limit)
        return {row["drill_id"]: row["next_run_at"] for row in rows}

    async def next_run_at(self) -> datetime | None:
        """Return when the first one is due."""
        row = await self._session.row(_NEXT)
        return row["next_run_at"] if row is not None else None


@frozen
class PostgresDrillRunRepository:
    """Keeps what runs of drills showed."""

    _session: Session

    async def add_many(self, runs: Sequence[DrillRun]) -> None:
        """Write new runs."""
        if runs:
            columns = ([getattr(run, name) for run in runs] for name in _FIELDS)
            await self._session.run(_ADD, *columns)

    async def save_many(self, runs: Sequence[DrillRun]) -> None:
        """Write runs that were there before."""
        if runs:
            names = ("id", "outcome", "ended_at", "channel", "reason")
            columns = ([getattr(run, name) for run in runs] for name in names)
            await self._session.run(_SAVE, *columns)

    async def of_incidents(self, ids: Iterable[IncidentId]) -> Mapping[IncidentId, DrillRun]:
        """Return the run each of these incidents is the page of, where it is one."""
        rows = await self._session.rows(_OF_INCIDENTS, list(ids))
        return {row["incident_id"]: to_run(row) for row in rows}

    async def waiting(self, drill_id: DrillId) -> Sequence[DrillRun]:
        """Return the drill's runs that nobody has answered yet, oldest first."""
        return [to_run(row) for row in await self._session.rows(_WAITING, drill_id)]

    async def latest_of(self, user_ids: Iterable[UserId]) -> Mapping[UserId, DrillRun]:
        """Return the newest run of each person that has shown something."""
        rows = await self._session.rows(_LATEST, list(user_ids))
        return {row["user_id"]: to_run(row) for row in rows}
