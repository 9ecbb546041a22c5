"""Two APIs, two workers, senders and people, while processes and PostgreSQL are killed."""

import asyncio
import itertools
import json
import random
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from attrs import define, field, frozen

from hikeshi.flow.work import Work
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.kernel.errors import ConflictError, UnavailableError
from hikeshi.kernel.ids import IncidentId
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from tests.chaos import witness
from tests.chaos.doomed import Point
from tests.product.installation import SIGNING_SECRET, configure, settings, works
from tests.product.programs import Program, Programs, free_port
from tests.product.waiting import until

#: A lost attempt is repeated after so many seconds (in production 60).
LEASE_SECONDS = 8
API_POINTS = frozenset({Point.BEFORE_COMMIT, Point.BEFORE_ANSWER})


def configuration(webhook_url: str, *, step_seconds: int = 3) -> dict[str, Any]:
    """Return two people, a webhook and a mailbox each, and a policy of two steps."""
    users = [
        {
            "key": key,
            "email": f"{key}@example.org",
            "contact_methods": [
                {"key": "hook", "kind": "webhook", "address": webhook_url, "verified": True},
                {
                    "key": "mail",
                    "kind": "email",
                    "address": f"{key}@example.org",
                    "verified": True,
                },
            ],
            "notification_rules": [
                {"urgency": "high", "delay_seconds": 0, "contact_method": method}
                for method in ("hook", "mail")
            ],
        }
        for key in ("ana", "ben")
    ]
    steps = [
        {"delay_seconds": step_seconds, "targets": [{"kind": "user", "key": key}]}
        for key in ("ana", "ben")
    ]
    return {
        "version": 1,
        "users": users,
        "teams": [{"key": "sre", "members": [{"user": "ana"}, {"user": "ben"}]}],
        "escalation_policies": [{"key": "default", "team": "sre", "repeat": 0, "steps": steps}],
        "services": [{"key": "api", "team": "sre", "escalation_policy": "default"}],
        "integrations": [{"name": "pd", "kind": "pagerduty", "service": "api"}],
    }


@frozen
class Peers:
    """Where the receivers listen, and what they write."""

    http_url: str
    smtp_url: str


async def start_peers(programs: Programs) -> Peers:
    """Start the receivers, each a process with a journal of its own."""
    folder = programs.folder
    http = programs.module(
        "http-sink",
        "tests.peers.http_sink",
        *("--journal", str(folder / "http.jsonl"), "--secret", SIGNING_SECRET),
    )
    smtp = programs.module(
        "smtp-sink", "tests.peers.smtp_sink", "--journal", str(folder / "smtp.jsonl")
    )
    await http.until_said("\n")
    await smtp.until_said("\n")
    return Peers(http.said.split()[0], smtp.said.split()[0])


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

    @property
    def is_through(self) -> bool:
        """Whether it has died at each of its points and runs again."""
        return self.point is Point.NONE and not self.points


@define
class Storm:
    """Everything that runs, and the logs the recount reads."""

    programs: Programs
    database_url: str
    key: str
    peers: Peers
    transactions: PostgresTransactions
    parts: list[Part] = field(factory=list)
    died: list[Point] = field(factory=list)
    posted: int = 0
    _random: random.Random = field(factory=lambda: random.Random(7))

    def note(self, log: str, **row: object) -> None:
        """Write a line into one of the logs."""
        with (self.programs.folder / f"{log}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    async def start(self, kind: str, *points: Point) -> Part:
        """Start an API or a worker which dies at each of the points, one after the other."""
        part = Part(f"{kind}-{len(self.parts)}", kind, free_port(), list(points))
        self.parts.append(part)
        self._launch(part)
        return part

    def _launch(self, part: Part) -> None:
        part.point = part.points.pop(0) if part.points else Point.NONE
        part.count += 1
        after = 1 if part.point is Point.DURING_ESCALATION else 4
        part.program = self.programs.module(
            f"{part.name}-{part.count}-{part.point}",
            "tests.chaos.doomed",
            *(part.kind, "--point", part.point, "--after", str(after)),
            *("--lease", str(LEASE_SECONDS)),
            *("--journal", str(self.programs.folder / "http.jsonl")),
            **settings(self.database_url, port=part.port, smtp_url=self.peers.smtp_url),
        )

    async def until_ready(self) -> None:
        """Return once every part answers or works."""
        for part in self.parts:
            assert part.program is not None
            await part.program.until_said("ready")

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
                if code != -9 or part.point is Point.NONE:
                    raise AssertionError(f"{part.name} ended with {code}:\n{part.program.said}")
                self._bury(part, part.program)
                self._launch(part)
            await asyncio.sleep(0.05)

    def _bury(self, part: Part, program: Program) -> None:
        self.died.append(part.point)
        said = [line for line in program.said.splitlines() if line.startswith("ready ")]
        if part.kind == "worker":
            self.note("killed", worker=said[-1].split()[1], point=part.point)

    async def send(self, every: float) -> None:
        """Post alerts to the APIs in turn, each again until it is acknowledged, as senders do."""
        ports = itertools.cycle([part.port for part in self.parts if part.kind == "api"])
        client = httpx.AsyncClient(timeout=10, trust_env=False)
        async with client, asyncio.TaskGroup() as group:
            while True:
                self.posted += 1
                group.create_task(self._post(client, ports, f"alert-{self.posted}"))
                await asyncio.sleep(every)

    async def _post(self, client: httpx.AsyncClient, ports: Iterable[int], key: str) -> None:
        event = {"summary": key, "source": "db1", "severity": "critical"}
        body = {
            "routing_key": self.key,
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

    async def acknowledge(self, share: float, every: float) -> None:
        """Acknowledge that share of the incidents, each as soon as it is seen, as Ana."""
        looked_at: set[UUID] = set()
        while True:
            try:
                found = await self.triggered() - looked_at
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                found = set()
            for incident_id in found:
                if self._random.random() < share:
                    await self._acknowledge(IncidentId(incident_id))
            looked_at |= found
            await asyncio.sleep(every)

    async def _acknowledge(self, incident_id: IncidentId) -> None:
        async def act(work: Work) -> None:
            directory = await work.directory()
            ana = next(user for user in directory.users.values() if user.key == "ana")
            by = Actor(ActorKind.USER, ana.id, Role.RESPONDER)
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
            rows = await self.ask(
                "SELECT (SELECT count(*) FROM notifications "
                "        WHERE status IN ('pending', 'sending')) "
                "+ (SELECT count(*) FROM escalations WHERE next_step_at IS NOT NULL) AS open"
            )
            return rows[0]["open"] == 0

        await until(calm, limit, "everything sent and every policy at its end")

    async def write_state(self) -> None:
        """Write what the database says in the end."""
        await witness.write_state(self.database_url, self.programs.folder / "state.json")


@asynccontextmanager
async def storm(
    programs: Programs, database_url: str, *, step_seconds: int = 3
) -> AsyncIterator[Storm]:
    """Prepare a database, its witness and the receivers."""
    peers = await start_peers(programs)
    await witness.install(database_url)
    async with works(database_url) as transactions:
        keys = await configure(
            transactions, configuration(peers.http_url, step_seconds=step_seconds)
        )
        yield Storm(programs, database_url, keys["pd"], peers, transactions)


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
