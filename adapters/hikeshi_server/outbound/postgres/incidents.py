"""Incidents in PostgreSQL: the wide row people read, the narrow one steps write, the timers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter

from attrs import define, field, fields

from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.timer import Timer
from hikeshi.kernel.ids import IncidentId
from hikeshi_server.outbound.postgres.incident_rows import (
    narrow_columns,
    timer_columns,
    to_incidents,
    wide_columns,
)
from hikeshi_server.outbound.postgres.json_text import to_json
from hikeshi_server.outbound.postgres.session import Session
from hikeshi_server.outbound.postgres.words import meanings

_NUMBERS = "SELECT nextval('incident_numbers') AS number FROM generate_series(1, $1)"
# One round trip: the wide row, the narrow one, the people, the timers.
_ADD = """
WITH added AS (
  SELECT * FROM json_to_recordset($1::text::json)
  AS n (id uuid, number bigint, created_at timestamptz, title text, description text, status text,
    severity text, urgency text, service_id uuid, team_id uuid, escalation_policy_id uuid,
    labels json, group_key text, responder_ids uuid[], acknowledged_by uuid, alert_count bigint,
    acknowledged_at timestamptz, mitigated_at timestamptz, resolved_at timestamptz,
    closed_at timestamptz, snoozed_until timestamptz, drill_id uuid, version bigint,
    assignee_ids uuid[],
    paged_since_acknowledged bool, escalation json, timers json)
), narrow AS (
  INSERT INTO escalations (incident_id, policy_id, policy_version, step, round, epoch,
    next_step_at, waiting_until, giver, exhausted, paged_since_acknowledged, paged, assignee_ids)
  SELECT n.id, e.policy_id, e.policy_version, e.step, e.round, e.epoch, e.next_step_at,
    e.waiting_until, e.giver, e.exhausted, n.paged_since_acknowledged, e.paged, n.assignee_ids
  FROM added n, json_to_record(n.escalation)
  AS e (policy_id uuid, policy_version bigint, step bigint, round bigint, epoch bigint,
    next_step_at timestamptz, waiting_until timestamptz, giver uuid, exhausted bool, paged uuid[])
), people AS (
  INSERT INTO assignments (user_id, incident_id)
  SELECT person, id FROM added, unnest(assignee_ids) AS person ON CONFLICT DO NOTHING
), planned AS (
  INSERT INTO incident_timers (incident_id, kind, due_at, epoch)
  SELECT n.id, t.kind, t.due_at, t.epoch
  FROM added n, json_to_recordset(n.timers) AS t (kind text, due_at timestamptz, epoch bigint)
)
INSERT INTO incidents (id, number, created_at, title, description, status, severity, urgency,
  service_id, team_id, escalation_policy_id, labels, group_key, responder_ids, acknowledged_by,
  alert_count, acknowledged_at, mitigated_at, resolved_at, closed_at, snoozed_until, drill_id,
  version)
SELECT id, number, created_at, title, description, status, severity, urgency,
  service_id, team_id, escalation_policy_id, labels::jsonb, group_key, responder_ids,
  acknowledged_by, alert_count, acknowledged_at, mitigated_at, resolved_at, closed_at,
  snoozed_until, drill_id, version
FROM added
"""
_SAVE = """
UPDATE incidents i SET title = n.title, description = n.description, status = n.status,
  severity = n.severity, urgency = n.urgency, service_id = n.service_id, team_id = n.team_id,
  escalation_policy_id = n.escalation_policy_id, labels = n.labels::jsonb,
  group_key = n.group_key, responder_ids = n.responder_ids::uuid[],
  acknowledged_by = n.acknowledged_by, alert_count = n.alert_count,
  acknowledged_at = n.acknowledged_at, mitigated_at = n.mitigated_at,
  resolved_at = n.resolved_at, closed_at = n.closed_at, snoozed_until = n.snoozed_until,
  version = n.version
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
  $7::uuid[], $8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::text[], $13::uuid[],
  $14::bigint[], $15::timestamptz[], $16::timestamptz[], $17::timestamptz[], $18::timestamptz[],
  $19::timestamptz[], $20::bigint[])
AS n (id, title, description, status, severity, urgency, service_id, team_id,
  escalation_policy_id, labels, group_key, responder_ids, acknowledged_by, alert_count,
  acknowledged_at, mitigated_at, resolved_at, closed_at, snoozed_until, version)
WHERE i.id = n.id
"""
_SAVE_ESCALATIONS = """
UPDATE escalations e SET policy_id = n.policy_id, policy_version = n.policy_version,
  step = n.step, round = n.round, epoch = n.epoch, next_step_at = n.next_step_at,
  waiting_until = n.waiting_until, giver = n.giver, exhausted = n.exhausted,
  paged_since_acknowledged = n.paged_since_acknowledged, paged = n.paged::uuid[],
  assignee_ids = n.assignee_ids::uuid[]
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
  $7::timestamptz[], $8::timestamptz[], $9::uuid[], $10::bool[], $11::bool[], $12::text[],
  $13::text[])
AS n (incident_id, policy_id, policy_version, step, round, epoch, next_step_at, waiting_until,
  giver, exhausted, paged_since_acknowledged, paged, assignee_ids)
WHERE e.incident_id = n.incident_id
"""
_ASSIGN = """
INSERT INTO assignments (user_id, incident_id)
SELECT * FROM unnest($1::uuid[], $2::uuid[]) ON CONFLICT DO NOTHING
"""
_SET_TIMERS = """
INSERT INTO incident_timers (incident_id, kind, due_at, epoch)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::bigint[])
ON CONFLICT (incident_id, kind) DO UPDATE SET due_at = excluded.due_at, epoch = excluded.epoch
"""
_DROP_TIMERS = """
DELETE FROM incident_timers t USING unnest($1::uuid[], $2::text[]) AS gone (incident_id, kind)
WHERE t.incident_id = gone.incident_id AND t.kind = gone.kind
"""
_LOCK = """
SELECT incident_id FROM escalations WHERE incident_id = ANY($1::uuid[])
ORDER BY incident_id FOR UPDATE
"""
_GET = """
SELECT i.*, e.policy_id, e.policy_version, e.step, e.round, e.epoch, e.next_step_at,
  e.waiting_until, e.giver, e.exhausted, e.paged_since_acknowledged, e.paged, e.assignee_ids,
  t.kinds, t.due_ats, t.epochs
FROM incidents i JOIN escalations e ON e.incident_id = i.id
LEFT JOIN LATERAL (
  SELECT array_agg(kind ORDER BY due_at, kind) AS kinds, array_agg(due_at ORDER BY due_at, kind)
    AS due_ats, array_agg(epoch ORDER BY due_at, kind) AS epochs
  FROM incident_timers WHERE incident_id = i.id
) t ON true
WHERE i.id = ANY($1::uuid[]) ORDER BY i.id
"""
_STATUSES = "SELECT id, status FROM incidents WHERE id = ANY($1::uuid[])"

#: Fields that stand in `escalations` and `incident_timers`: all others are the wide row's.
_NARROW = frozenset({"escalation", "timers", "assignee_ids", "paged_since_acknowledged"})
_MEANINGS = meanings(IncidentStatus)
_wide = attrgetter(*(field.name for field in fields(Incident) if field.name not in _NARROW))
_narrow = attrgetter(*sorted(_NARROW - {"timers"}))


@define(eq=False)
class PostgresIncidentRepository:
    """Keeps incidents with their escalation and timers.

    Args:
        planned: Told the earliest instant at which something new is planned.
        begun: Afterwards the incidents this work has begun.
    """

    _session: Session
    _planned: Callable[[datetime], None]
    begun: set[IncidentId] = field(factory=set)
    _written: dict[IncidentId, Incident] = field(factory=dict)
    _statuses: dict[IncidentId, IncidentStatus] = field(factory=dict)

    async def next_numbers(self, count: int) -> Sequence[int]:
        """Return that many unused incident numbers, ascending."""
        return sorted(row["number"] for row in await self._session.rows_apart(_NUMBERS, count))

    async def add_many(self, incidents: Sequence[Incident]) -> None:
        """Write new incidents."""
        self.begun.update(incident.id for incident in incidents)
        self._written.update((incident.id, incident) for incident in incidents)
        await self._session.later(_ADD, to_json(incidents))
        self._announce(incidents)

    async def get_many(self, ids: Iterable[IncidentId]) -> Mapping[IncidentId, Incident]:
        """Return those that exist; what this work has written itself nobody else can change."""
        wanted = set(ids)
        if wanted <= self._written.keys():
            return {found: self._written[found] for found in sorted(wanted)}
        return await self._read(wanted)

    async def lock_many(
        self, ids: Iterable[IncidentId], *, skip_locked: bool = False
    ) -> Mapping[IncidentId, Incident]:
        """Return those that exist, locked in the order of their ids until the work ends."""
        self._statuses.clear()
        statement = f"{_LOCK} SKIP LOCKED" if skip_locked else _LOCK
        locked = await self._session.rows(statement, list(ids))
        # A statement of its own sees what was committed while the lock was waited for.
        return await self._read([row["incident_id"] for row in locked]) if locked else {}

    async def save_many(self, changes: Sequence[tuple[Incident, Incident]]) -> None:
        """Write locked incidents: of each only the rows whose own fields changed."""
        self._statuses.clear()
        self._written.update((new.id, new) for _, new in changes)
        wide = [new for old, new in changes if _wide(old) != _wide(new)]
        if wide:
            ids = [incident.id for incident in wide]
            await self._session.later(_SAVE, ids, *wide_columns(wide))
        narrow = [new for old, new in changes if _narrow(old) != _narrow(new)]
        if narrow:
            ids = [incident.id for incident in narrow]
            await self._session.later(_SAVE_ESCALATIONS, ids, *narrow_columns(narrow))
        await self._assign([new for old, new in changes if new.assignee_ids != old.assignee_ids])
        await self._save_timers([(old, new) for old, new in changes if old.timers != new.timers])
        self._announce([new for _, new in changes])

    async def statuses(self, ids: Iterable[IncidentId]) -> Mapping[IncidentId, IncidentStatus]:
        """Return the statuses of those that exist; no lock, and one answer until one is taken."""
        wanted = set(ids)
        unknown = wanted - self._statuses.keys()
        if unknown:
            rows = await self._session.rows(_STATUSES, list(unknown))
            self._statuses.update((row["id"], _MEANINGS[row["status"]]) for row in rows)
        return {found: self._statuses[found] for found in wanted & self._statuses.keys()}

    async def _read(self, ids: Iterable[IncidentId]) -> Mapping[IncidentId, Incident]:
        rows = await self._session.rows(_GET, list(ids))
        return to_incidents(rows)

    def see_statuses(self, statuses: Mapping[IncidentId, str]) -> None:
        """Take note of statuses that another statement has read, until a lock is taken."""
        self._statuses.update((found, _MEANINGS[said]) for found, said in statuses.items())

    async def _assign(self, incidents: Iterable[Incident]) -> None:
        pairs = [(person, i.id) for i in incidents for person in i.assignee_ids]
        if pairs:
            await self._session.later(_ASSIGN, [a for a, _ in pairs], [b for _, b in pairs])

    async def _save_timers(self, changes: Sequence[tuple[Incident, Incident]]) -> None:
        dropped = [
            (old.id, timer.kind)
            for old, new in changes
            for timer in old.timers
            if timer.kind not in {kept.kind for kept in new.timers}
        ]
        if dropped:
            await self._session.later(
                _DROP_TIMERS, [found for found, _ in dropped], [kind for _, kind in dropped]
            )
        await self._set_timers(
            [(new.id, t) for old, new in changes for t in new.timers if t not in old.timers]
        )

    async def _set_timers(self, timers: Sequence[tuple[IncidentId, Timer]]) -> None:
        if timers:
            await self._session.later(_SET_TIMERS, *timer_columns(timers))

    def _announce(self, incidents: Iterable[Incident]) -> None:
        planned = [timer.due_at for incident in incidents for timer in incident.timers]
        planned += [i.next_escalation_at for i in incidents if i.next_escalation_at is not None]
        if planned:
            self._planned(min(planned))
