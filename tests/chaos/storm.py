"""Two APIs, two workers, senders and people, while processes and PostgreSQL are killed."""

import asyncio
import itertools
import json
import random
import socket
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from attrs import define, field

from hikeshi.flow.work import Work
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.kernel.errors import ConflictError, UnavailableError
from hikeshi.kernel.ids import IncidentId
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from tests.chaos import witness
from tests.chaos.doomed import Point
from tests.chaos.nursery import Nursery
from tests.chaos.setting import Peers, configuration, start_peers
from tests.product.installation import configure, settings, works
from tests.product.programs import START_SECONDS, Program, Programs, free_port
from tests.product.waiting import until

#: A lost attempt is repeated after so many seconds (in production 60).
LEASE_SECONDS = 8
#: What asking the database ends in while it is killed.
AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
API_POINTS = frozenset({Point.BEFORE_COMMIT, Point.BEFORE_ANSWER})


@define
class Part:
    """An API or a worker, and the points at which it is still to die."""

    name: str
    kind: str
    port: int
    points: list[Point]
    program: Program | None = None
    point: Point = Point.NONE
    count: int = 0
    is_shot: bool = False

    @property
    def is_through(self) -> bool:
        """Whether it has died at each of its points and runs again."""
        return self.point is Point.NONE and not self.points


@define
class Storm:
    """Everything that runs, and the logs the recount reads."""

    programs: Programs
    database_url: str
    keys: Sequence[str]
    peers: Peers
    transactions: PostgresTransactions
    parts: list[Part] = field(factory=list)
    died: list[Point] = field(factory=list)
    posted: int = 0
    nursery: Nursery | None = None
    lease_seconds: float = LEASE_SECONDS
    ports: Iterator[int] = field(factory=lambda: iter(free_port, None))
    _random: random.Random = field(factory=lambda: random.Random(7))

    def note(self, log: str, **row: object) -> None:
        """Write a line into one of the logs."""
        with (self.programs.folder / f"{log}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    async def start(self, kind: str, *points: Point) -> Part:
        """Start an API or a worker which dies at each of the points, one after the other."""
        part = Part(f"{kind}-{len(self.parts)}", kind, next(self.ports), list(points))
        self.parts.append(part)
        self._launch(part)
        return part

    def _launch(self, part: Part) -> None:
        part.point = part.points.pop(0) if part.points else Point.NONE
        part.count += 1
        part.is_shot = False
        after = 1 if part.point is Point.DURING_ESCALATION else 4
        name = f"{part.name}-{part.count}-{part.point}"
        arguments = [
            *(part.kind, "--point", part.point, "--after", str(after)),
            *("--lease", str(self.lease_seconds)),
            *("--journal", str(self.programs.folder / "http.jsonl")),
        ]
        environment = settings(self.database_url, port=part.port) | self.peers.environment
        if self.nursery is not None:
            part.program = self.nursery.start(name, arguments, environment)
        else:
            part.program = self.programs.module(
                name, "tests.chaos.doomed", *arguments, **environment
            )

    def shoot(self, kind: str) -> bool:
        """Kill one of the APIs or workers, wherever it is; say whether one ran."""
        running = [
            part
            for part in self.parts
            if part.kind == kind and part.program is not None and "ready" in part.program.said
        ]
        running = [part for part in running if not part.is_shot]
        if not running:
            return False
        part = self._random.choice(running)
        part.is_shot = True
        if part.program is not None:
            part.program.kill()
        return True

    async def until_ready(self, limit: float = START_SECONDS) -> None:
        """Return once every part answers or works."""
        for part in self.parts:
            assert part.program is not None
            await part.program.until_said("ready", limit)

    async def until_through(self, limit: float) -> None:
        """Return once each part has died at all of its points, and runs again."""
        await until(
            lambda: all(part.is_through for part in self.parts), limit, "a death at each point"
        )
        await self.until_ready()

    async def keep_up(self) -> None:
        """Start what died again, as any supervisor would; note who it was."""
        while True:
            for part in self.parts:
                assert part.program is not None
                code = part.program.exit_code
                if code is None:
                    continue
                if code != -9 or (part.point is Point.NONE and not part.is_shot):
                    raise AssertionError(f"{part.name} ended with {code}:\n{part.program.said}")
                self._bury(part, part.program)
                self._launch(part)
            await asyncio.sleep(0.05)

    def _bury(self, part: Part, program: Program) -> None:
        self.died.append(part.point)
        if part.kind == "worker":
            name = worker_name(program)
            at = datetime.now(UTC).isoformat()
            self.note("killed", worker=name, point=part.point, at=at)

    async def end(self) -> None:
        """Kill every API and worker: whatever they have begun stays as it is."""
        for part in self.parts:
            program = part.program
            if program is None:
                continue
            part.is_shot = True
            program.kill()
            await until(lambda each=program: each.exit_code is not None, 30, f"{part.name}")
            self._bury(part, program)

    async def send(
        self, every: float, *, burst: int = 1, severities: Sequence[str] = ("critical",)
    ) -> None:
        """Post alerts to the APIs in turn, each again until it is acknowledged, as senders do.

        Args:
            every: Seconds between two.
            burst: So many of one service follow each other.
            severities: In turn.
        """
        ports = itertools.cycle([part.port for part in self.parts if part.kind == "api"])
        client = httpx.AsyncClient(timeout=10, trust_env=False)
        async with client, asyncio.TaskGroup() as group:
            while True:
                self.posted += 1
                sender = self.keys[self.posted // burst % len(self.keys)]
                severity = severities[self.posted % len(severities)]
                event = {"summary": f"alert-{self.posted}", "source": "db1", "severity": severity}
                group.create_task(self._post(client, ports, sender, event))
                await asyncio.sleep(every)

    async def _post(
        self,
        client: httpx.AsyncClient,
        ports: Iterable[int],
        sender: str,
        event: Mapping[str, str],
    ) -> None:
        key = event["summary"]
        body = {
            "routing_key": sender,
            "event_action": "trigger",
            "dedup_key": key,
            "payload": event,
        }
        for port in ports:
            try:
                answer = await client.post(f"http://127.0.0.1:{port}/v2/enqueue", json=body)
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
                continue
            self.note("told", dedup_key=key, status=answer.status_code)
            if answer.status_code < 300:
                return
            assert answer.status_code == 503, answer.text
            await asyncio.sleep(0.2)

    async def acknowledge(self, share: float, every: float, patience: float = 0.0) -> None:
        """Acknowledge that share of the incidents, each as soon as it is seen, as one of them.

        Args:
            patience: So many seconds people at most take to look after they saw it.
        """
        seen: set[UUID] = set()
        planned: dict[UUID, float] = {}
        while True:
            try:
                found = await self.triggered() - seen
            except AWAY:
                found = set()
            seen |= found
            now = time.monotonic()
            planned |= {
                incident_id: now + self._random.uniform(0, patience)
                for incident_id in sorted(found)
                if self._random.random() < share
            }
            for incident_id in [each for each, due_at in planned.items() if due_at <= now]:
                del planned[incident_id]
                await self._acknowledge(IncidentId(incident_id))
            await asyncio.sleep(every)

    async def _acknowledge(self, incident_id: IncidentId) -> None:
        async def act(work: Work) -> None:
            directory = await work.directory()
            somebody = next(iter(directory.users.values()))
            by = Actor(ActorKind.USER, somebody.id, Role.RESPONDER)
            await AcknowledgeIncident()(work, incident_id, by=by)

        try:
            await self.transactions.run(act)
        except (UnavailableError, ConflictError):
            return

    async def triggered(self) -> set[UUID]:
        """Return the incidents that wait for somebody."""
        rows = await self.ask("SELECT id FROM incidents WHERE status = 'triggered'")
        return {row["id"] for row in rows}

    async def ask(self, query: str) -> list[Mapping[str, Any]]:
        """Return the rows of a query."""
        connection = await asyncpg.connect(self.database_url.replace("+asyncpg", ""))
        try:
            return [dict(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    async def until_calm(self, limit: float) -> None:
        """Return once nothing is due or under way any more."""

        async def calm() -> bool:
            try:
                rows = await self.ask(
                    "SELECT (SELECT count(*) FROM notifications "
                    "        WHERE status IN ('pending', 'sending')) "
                    "+ (SELECT count(*) FROM escalations WHERE next_step_at IS NOT NULL) AS open"
                )
            except AWAY:
                return False  # the database is on its way back
            return rows[0]["open"] == 0

        await until(calm, limit, "everything sent and every policy at its end")

    async def write_state(self) -> None:
        """Write what the database says in the end."""
        await witness.write_state(self.database_url, self.programs.folder / "state.json")


def worker_name(program: Program) -> str:
    """Return what a worker calls itself; one that died before it said so goes by its number."""
    said = [line for line in program.said.splitlines() if line.startswith("ready ")]
    return said[-1].split()[1] if said else f"{socket.gethostname()}-{program.pid}"


@asynccontextmanager
async def storm(
    programs: Programs,
    database_url: str,
    *,
    step_seconds: int = 3,
    peers: Peers | None = None,
    configured: Mapping[str, Any] | None = None,
) -> AsyncIterator[Storm]:
    """Prepare a database, its witness and the receivers.

    Args:
        peers: Receivers that run already; by default two that never fail.
        configured: Who is reached how; by default two people by webhook and mail.
    """
    peers = peers or await start_peers(programs)
    document = configured or configuration(peers.addresses["http"], step_seconds=step_seconds)
    await witness.install(database_url)
    async with works(database_url) as transactions:
        browser = peers.addresses.get("browser")
        keys = await configure(transactions, document, browser=browser)
        yield Storm(programs, database_url, list(keys.values()), peers, transactions)


@asynccontextmanager
async def meanwhile(*what: Any) -> AsyncIterator[None]:
    """Do things beside the block; a failure of one of them ends the block."""
    body = asyncio.current_task()
    assert body is not None
    failures: list[BaseException] = []
    tasks = [asyncio.create_task(each) for each in what]

    def ended(task: "asyncio.Task[Any]") -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            failures.append(error)
            body.cancel()

    for task in tasks:
        task.add_done_callback(ended)
    try:
        yield
    except asyncio.CancelledError:
        if not failures:
            raise
        body.uncancel()
        raise failures[0] from None
    finally:
        for task in tasks:
            task.remove_done_callback(ended)
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
