"""Goals 7 and 8: steps that come due on time, with many active, and many in one instant."""

import asyncio
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from attrs import frozen
from tests.benchmarks.first_page import TWO_WORKERS, WORKERS, wait_for
from tests.benchmarks.instance import Instance, running
from tests.benchmarks.loading import load, percentile
from tests.benchmarks.results import Result

from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.incidents.use_cases.snooze_incident import SnoozeIncident
from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.kernel.ids import IncidentId
from hikeshi_server.outbound.postgres.identities import MonotonicIds
from hikeshi_server.outbound.system.clock import SystemClock

PER_SECOND = 200
P99_MS = 5
CLAIMED_SECONDS, COMMITTED_SECONDS = 0.2, 2
MOST_AT_REST_MB, MOST_FULL_MB = 150, 250
#: Between planning and the first due instant: writing the plan must not disturb what is measured.
LEAD = timedelta(seconds=5)

_OF_TABLE = """
SELECT column_name FROM information_schema.columns
WHERE table_name = $1 AND is_generated = 'NEVER' AND column_name <> ALL($2::text[])
ORDER BY ordinal_position
"""
_DECIDED = """
SELECT incident_id, at FROM timeline_entries
WHERE incident_id = ANY($1::uuid[]) AND kind = 'person.paged'
"""
_STILL_DUE = "SELECT 1 FROM escalations WHERE next_step_at = $1 LIMIT 1"


@frozen
class Planned:
    """An incident whose next step is due at a known instant."""

    id: UUID
    title: str
    due_at: datetime


@frozen
class Planner:
    """Writes incidents whose next step is due when it is told.

    Args:
        model: An open incident of the product's own making, at the first of two steps.
        snoozed: Another one, which somebody took and put off.
    """

    instance: Instance
    model: UUID
    snoozed: UUID

    def plan(self, dues: Sequence[datetime], word: str, *, snoozes: bool = False) -> list[Planned]:
        """Write copies of the models, one due at each of these instants.

        Args:
            snoozes: Whether every second one is a snooze that ends then.
        """
        ids = MonotonicIds(SystemClock())
        stamp = time.time_ns() // 1_000_000
        planned = [Planned(ids(), f"{word}-{stamp}-{n:06d}", due) for n, due in enumerate(dues)]
        put_off = planned[1::2] if snoozes else []
        asyncio.run(self._write(planned[::2] if snoozes else planned, put_off))
        return planned

    async def _write(self, steps: Sequence[Planned], put_off: Sequence[Planned]) -> None:
        connection = await asyncpg.connect(
            host=self.instance.socket_folder, user="hikeshi", database="hikeshi"
        )
        incident = {"id": "n.id", "title": "n.title", "number": "nextval('incident_numbers')"}
        own, due = {"incident_id": "n.id"}, {"incident_id": "n.id", "due_at": "n.due_at"}
        async with connection.transaction():
            values = _columns(steps, self.model)
            await _copy(connection, "incidents", incident, "t.id = $4", values)
            step = {**own, "next_step_at": "n.due_at"}
            await _copy(connection, "escalations", step, "t.incident_id = $4", values)
            values = _columns(put_off, self.snoozed)
            until = {**incident, "snoozed_until": "n.due_at"}
            await _copy(connection, "incidents", until, "t.id = $4", values)
            for table, columns in (("escalations", own), ("incident_timers", due)):
                await _copy(connection, table, columns, "t.incident_id = $4", values)
        await connection.close()


def measure(instance: Instance, *, quick: bool, goals: frozenset[int]) -> list[Result]:
    """Measure goals 7 and 8, in one process and with two workers apart."""
    together = _measured(instance, quick, goals, "")
    with (
        tempfile.TemporaryDirectory(prefix="hikeshi-bench-") as folder,
        running(Path(folder), workers=WORKERS) as apart,
    ):
        return together + _measured(apart, quick, goals, TWO_WORKERS)


def _measured(instance: Instance, quick: bool, goals: frozenset[int], how: str) -> list[Result]:
    planner = Planner(instance, _model(instance), _put_off(instance, _model(instance)))
    results: list[Result] = []
    if 7 in goals:
        results += _lateness(planner, how, active=5_000 if quick else 100_000, quick=quick)
    if 8 in goals:
        results += _burst(planner, 1_000 if quick else 10_000, how)
    return results


def _model(instance: Instance) -> UUID:
    """Return an incident that has just paged somebody."""
    load(instance.port, instance.event_template("hook"), seconds=0.05, rate=20, connections=1)
    instance.wait_until_quiet()
    instance.received()
    made: UUID = instance.rows("SELECT id FROM incidents ORDER BY id DESC LIMIT 1")[0]["id"]
    return made


def _put_off(instance: Instance, incident: UUID) -> UUID:
    """Let the one who was paged take the incident and put it off until tomorrow."""
    (person,) = instance.rows("SELECT id FROM users WHERE key = 'hook'")
    by = Actor(ActorKind.USER, person["id"], Role.RESPONDER)
    found, until = IncidentId(incident), datetime.now(UTC) + timedelta(days=1)
    instance.do(lambda work: AcknowledgeIncident()(work, found, by=by))
    instance.do(lambda work: SnoozeIncident()(work, found, until=until, by=by))
    return incident


def _columns(planned: Sequence[Planned], model: UUID) -> Sequence[object]:
    return (
        [one.id for one in planned],
        [one.title for one in planned],
        [one.due_at for one in planned],
        model,
    )


def _lateness(planner: Planner, how: str, *, active: int, quick: bool) -> list[Result]:
    instance = planner.instance
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    planner.plan([tomorrow + timedelta(seconds=n % 3600) for n in range(active)], "later")
    instance.rows("ANALYZE")
    begin = datetime.now(UTC) + LEAD
    count = PER_SECOND * (4 if quick else 20)
    dues = [begin + timedelta(seconds=n / PER_SECOND) for n in range(count)]
    planned = planner.plan(dues, "due", snoozes=True)
    arrived = wait_for(instance, count)
    late, twice = _decided(instance, planned)
    sent = [_ms(arrived[p.title][0], p.due_at) for p in planned]
    peers = {
        "p50 ms": round(percentile(late, 0.5), 2),
        "early": sum(ms < 0 for ms in late),
        "decided twice": twice,
        "arrived twice": sum(len(times) > 1 for times in arrived.values()),
        "page at the webhook p50 ms": round(percentile(sent, 0.5), 2),
        "page at the webhook p99 ms": round(percentile(sent, 0.99), 2),
    }
    process = "API" if how else "one process"
    return [
        Result(
            goal=7,
            name=f"lateness of steps with conditions and of snoozes, {active} active, "
            f"{PER_SECOND} due/s{how}, p99",
            value=round(percentile(late, 0.99), 2),
            unit="ms",
            target=P99_MS,
            peers=peers,
        ),
        Result(
            goal=7,
            name=f"steps and snoozes run early or twice{how}",
            value=peers["early"] + peers["decided twice"] + peers["arrived twice"],
            unit="",
            target=0,
        ),
        Result(
            goal=14,
            name=f"memory of the {process} with {active} open incidents{how}",
            value=instance.memory_mb(),
            unit="MB",
            target=MOST_FULL_MB,
        ),
    ]


def _burst(planner: Planner, count: int, how: str) -> list[Result]:
    instance = planner.instance
    instance.wait_until_quiet()
    instance.received()
    at = datetime.now(UTC) + LEAD + timedelta(seconds=count / 2000)
    planned = planner.plan([at] * count, "burst")
    committed = asyncio.run(_all_done(instance, at))
    arrived = wait_for(instance, count)
    late, twice = _decided(instance, planned)
    last = max(times[0] for times in arrived.values())
    peers = {
        "decided twice": twice,
        "arrived twice": sum(len(times) > 1 for times in arrived.values()),
        "last page at the webhook s": round(_ms(last, at) / 1000, 2),
    }
    return [
        Result(
            goal=8,
            name=f"{count} steps due in one instant: all {what}{how}",
            value=round(seconds, 2),
            unit="s",
            target=target,
            peers=peers,
        )
        for what, seconds, target in (
            ("claimed", max(late) / 1000, CLAIMED_SECONDS),
            ("pages committed", committed, COMMITTED_SECONDS),
        )
    ]


async def _all_done(instance: Instance, at: datetime) -> float:
    """Return how long after the instant nothing is due any more."""
    connection = await asyncpg.connect(
        host=instance.socket_folder, user="hikeshi", database="hikeshi"
    )
    await asyncio.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()))
    while await connection.fetchrow(_STILL_DUE, at) is not None:  # noqa: ASYNC110 (others change it)
        await asyncio.sleep(0.02)
    took = (datetime.now(UTC) - at).total_seconds()
    await connection.close()
    return took


def _decided(instance: Instance, planned: Sequence[Planned]) -> tuple[list[float], int]:
    """Return how late each step was decided, in milliseconds, and how many ran twice."""
    dues = {one.id: one.due_at for one in planned}
    found = instance.rows(_DECIDED, list(dues))
    late = [(row["at"] - dues[row["incident_id"]]).total_seconds() * 1000 for row in found]
    return late, len(found) - len(dues)


def _ms(nanoseconds: int, due_at: datetime) -> float:
    return (nanoseconds / 1e9 - due_at.timestamp()) * 1000


async def _copy(
    connection: Any,
    table: str,
    own: Mapping[str, str],
    which: str,
    values: Sequence[object],
) -> None:
    found = await connection.fetch(_OF_TABLE, table, list(own))
    same = [row["column_name"] for row in found]
    await connection.execute(
        f"INSERT INTO {table} ({', '.join([*own, *same])}) "
        f"SELECT {', '.join([*own.values(), *(f't.{name}' for name in same)])} "
        f"FROM {table} t, unnest($1::uuid[], $2::text[], $3::timestamptz[]) "
        f"AS n (id, title, due_at) WHERE {which}",
        *values,
    )
