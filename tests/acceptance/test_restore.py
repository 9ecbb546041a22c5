"""A restored or cloned database pages nobody until a person has said so."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from attrs import define, frozen

from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.flow.ingestion import IngestSignals
from hikeshi.flow.work import Work
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.incidents.use_cases.resolve_incident import ResolveIncident
from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.kernel.ids import IncidentId
from hikeshi_server.outbound.postgres.embedded.binaries import find_binaries
from hikeshi_server.outbound.postgres.engine import create_engine
from hikeshi_server.outbound.postgres.instance import PostgresInstance
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from tests.peers.http_sink import HttpSink
from tests.postgres import TEMPLATE, Cluster
from tests.product.installation import configure, settings, works
from tests.product.programs import Program, Programs, programs
from tests.product.waiting import until

PATIENCE_SECONDS = 40.0
HERE, ELSEWHERE = "https://hikeshi.example.org", "https://staging.example.org"
_PLANNED = """
SELECT count(*) FROM notifications WHERE created_at > (SELECT held_at FROM instance)
"""


def configuration(webhook_url: str) -> dict[str, Any]:
    """Ana is paged by webhook every second until somebody acts."""
    hook = {"key": "hook", "kind": "webhook", "address": webhook_url, "verified": True}
    rule = {"urgency": "high", "delay_seconds": 0, "contact_method": "hook"}
    step = {"delay_seconds": 1, "targets": [{"kind": "user", "key": "ana"}]}
    return {
        "version": 1,
        "users": [
            {
                "key": "ana",
                "email": "ana@example.org",
                "contact_methods": [hook],
                "notification_rules": [rule],
            }
        ],
        "teams": [{"key": "sre", "members": [{"user": "ana"}]}],
        "escalation_policies": [{"key": "default", "team": "sre", "repeat": 99, "steps": [step]}],
        "services": [{"key": "api", "team": "sre", "escalation_policy": "default"}],
        "integrations": [{"name": "sender", "kind": "generic", "service": "api"}],
    }


@frozen
class Copies:
    """Databases of the cluster, and their dumps."""

    cluster: Cluster
    folder: Path

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs."""
        socket = self.cluster.postgres.url.partition("host=")[2]
        find_binaries().run(program, "-h", socket, "-U", "hikeshi", *arguments)

    def dump(self, database: str) -> Path:
        """Write everything to a file."""
        file = self.folder / f"{database}.dump"
        self.run("pg_dump", "-d", database, "--format=custom", f"--file={file}")
        return file

    def restore(self, file: Path, database: str) -> None:
        """Put a dump into a database made anew."""
        self.cluster.drop(database)
        self.cluster.sql(f"CREATE DATABASE {database}")
        self.run("pg_restore", "-d", database, "--exit-on-error", str(file))


@define
class House:
    """An installation in which two incidents page Ana again and again."""

    programs: Programs
    copies: Copies
    database: str
    http: HttpSink

    @property
    def url(self) -> str:
        """Where its database is."""
        return self.copies.cluster.url(self.database)

    def start_worker(self, url: str, public_url: str, data: str) -> Program:
        """Start a worker on a database, under that address, with that data directory."""
        environment = settings(url, port=0) | {
            "HIKESHI_PUBLIC_URL": public_url,
            "HIKESHI_DATA_DIR": str(self.programs.folder / data),
        }
        name = f"worker-{len(self.programs.all)}"
        return self.programs.hikeshi(name, "worker", **environment)

    async def until_paged(self, more_than: int) -> None:
        """Return once more messages than that have arrived."""
        await self.http.journal.wait_for(lambda seen: len(seen) > more_than, PATIENCE_SECONDS)

    async def dump_and_end_all(self) -> Path:
        """Dump while both incidents page; then acknowledge one, and resolve the other."""
        file = self.copies.dump(self.database)
        dumped_at = datetime.now(UTC)
        async with works(self.url) as transactions:
            await end_all(transactions)
        beside = self.programs.folder / "data" / "identity.json"

        def seen_since() -> bool:
            kept = json.loads(beside.read_text("utf-8"))
            return datetime.fromisoformat(kept["last_seen_at"]) > dumped_at

        await until(seen_since, PATIENCE_SECONDS, "a heartbeat after the dump")
        return file

    async def check_held(self, worker: Program, url: str) -> None:
        """Check that pages are due again and again, and none leaves until it is released."""
        await worker.until_said("outbound_held")
        before = len(self.http.requests)
        await until(lambda: planned_meanwhile(url), PATIENCE_SECONDS, "pages that would go out")
        assert len(self.http.requests) == before

        engine = create_engine(url)
        async with works(url) as transactions:
            ana = await transactions.run(ana_of)
        await PostgresInstance(engine).release(ana, datetime.now(UTC))
        await engine.dispose()
        await self.until_paged(before)


async def ana_of(work: Work) -> Any:
    """Return Ana's identity."""
    directory = await work.directory()
    return next(iter(directory.users))


async def end_all(transactions: PostgresTransactions) -> None:
    """Acknowledge the first incident, resolve the second."""

    async def end(work: Any) -> None:
        rows = await work.session.rows("SELECT id FROM incidents ORDER BY number")
        first, second = (IncidentId(row["id"]) for row in rows)
        by = Actor(ActorKind.USER, await ana_of(work), Role.RESPONDER)
        await AcknowledgeIncident()(work, first, by=by)
        await ResolveIncident()(work, second, by=by)

    await transactions.run(end)


async def planned_meanwhile(url: str) -> bool:
    """Say whether several pages have come due since the hold."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return bool(await connection.fetchval(_PLANNED) >= 4)
    finally:
        await connection.close()


@pytest.fixture
async def house(postgres_cluster: Cluster, tmp_path: Path) -> AsyncIterator[House]:
    """Two incidents, and a worker that pages about both."""
    name = postgres_cluster.create(TEMPLATE)
    async with HttpSink() as http, programs(tmp_path) as started:
        found = House(started, Copies(postgres_cluster, tmp_path), name, http)
        async with works(found.url) as transactions:
            await configure(transactions, configuration(http.url))
            directory = await transactions.run(lambda work: work.directory())
            sender = next(iter(directory.integrations))
            signals = [
                Signal(integration_id=sender, action=SignalAction.TRIGGER, dedup_key=key, title=key)
                for key in ("one", "two")
            ]
            await transactions.run(lambda work: IngestSignals()(work, signals))
        yield found
    postgres_cluster.drop(name)


async def test_a_clone_and_a_restored_database_hold(house: House) -> None:
    """Dump, acknowledge and resolve; then start a clone under another public address while the
    original runs, and the original restored: no page leaves until it is released."""
    original = house.start_worker(house.url, HERE, "data")
    await house.until_paged(2)
    file = await house.dump_and_end_all()
    clone = f"{house.database}_clone"

    house.copies.restore(file, clone)
    try:
        url = house.copies.cluster.url(clone)
        worker = house.start_worker(url, ELSEWHERE, "other-data")
        await house.check_held(worker, url)
        await worker.stop()
    finally:
        house.copies.cluster.drop(clone)

    await original.stop()
    house.copies.restore(file, house.database)
    worker = house.start_worker(house.url, HERE, "data")

    await house.check_held(worker, house.url)
