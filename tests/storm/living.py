"""Lives through a storm: PostgreSQL, an API and workers as processes, and real receivers."""

import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
from attrs import frozen

from hikeshi_server.outbound.postgres.embedded import EmbeddedPostgres
from tests.peers import twilio
from tests.postgres import migrate
from tests.product.installation import configure, settings, works
from tests.product.programs import Program, Programs, free_port, programs
from tests.product.waiting import until
from tests.storm.posting import Posting
from tests.storm.scene import Scene

#: A cold start on a busy machine.
START_SECONDS = 600
#: So long it may take until everything is sent after the last window, on a busy machine.
PATIENCE_SECONDS = 600
_OPEN = """
SELECT (SELECT count(*) FROM notifications WHERE status IN ('pending', 'sending'))
  + (SELECT count(*) FROM outbox)
"""
_STATE = {
    "incidents": "SELECT number, title, severity, status FROM incidents ORDER BY number",
    "alerts": "SELECT status, count(*) FROM alerts GROUP BY status ORDER BY status",
    "notifications": """
        SELECT kind, purpose, status, outcome, reason, count(*) FROM notifications
        GROUP BY kind, purpose, status, outcome, reason ORDER BY count(*) DESC, kind, purpose""",
    "steps planned": "SELECT count(*) FROM escalations WHERE next_step_at IS NOT NULL",
    "consequences waiting": "SELECT count(*) FROM outbox",
}


@frozen
class Instance:
    """What runs while a storm is lived through."""

    folder: Path
    postgres: EmbeddedPostgres
    port: int
    keys: Mapping[str, str]
    parts: Mapping[str, Program]
    connection: "asyncpg.Connection[Any]"

    async def live(self, scene: Scene) -> None:
        """Let everything break, then end; write down the state it leaves."""
        with (self.folder / "posted.jsonl").open("w", encoding="utf-8") as log:
            posting = Posting(self.port, self.keys, log)
            for fires in (True, False):
                await posting.run(scene.planned(), fires=fires)
                await self._until_calm()
        state = {name: await self._rows(query) for name, query in _STATE.items()}
        self._write("state", {**state, "processor seconds": self._spent()})
        self._write("scene", scene.known())

    async def _until_calm(self) -> None:
        async def calm() -> bool:
            return await self.connection.fetchval(_OPEN) == 0

        await until(calm, PATIENCE_SECONDS, "everything sent")

    async def _rows(self, query: str) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.connection.fetch(query)]

    def _spent(self) -> dict[str, float]:
        """Return the seconds of a processor each part has used, since it began."""
        spent = {name: _processor_seconds(part.pid) for name, part in self.parts.items()}
        assert self.postgres.pid is not None
        family = [self.postgres.pid, *_children(self.postgres.pid)]
        return {**spent, "PostgreSQL": round(sum(map(_processor_seconds, family)), 1)}

    def _write(self, name: str, what: Mapping[str, Any]) -> None:
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(what, default=str, ensure_ascii=False) + "\n", "utf-8")


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()


def _processor_seconds(pid: int) -> float:
    """Return what a process and its children that ended have used (proc(5))."""
    used = sum(int(ticks) for ticks in _stat(pid)[11:15])
    return round(used / os.sysconf("SC_CLK_TCK"), 1)


def _children(pid: int) -> list[int]:
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
    found = []
    for number in numbers:
        try:
            if int(_stat(number)[1]) == pid:
                found.append(number)
        except OSError:
            continue  # it has ended meanwhile
    return found


@asynccontextmanager
async def instance(
    scene: Scene, started: Programs, data: Path, *, workers: int, fault: str | None
) -> AsyncIterator[Instance]:
    """Start everything on an empty database, as durable as in production.

    Args:
        scene: Whose configuration is put in force.
        started: Takes the processes.
        data: Where PostgreSQL keeps its files.
        workers: So many page.
        fault: What they do wrong; nothing = they are the product's own.
    """
    postgres = EmbeddedPostgres.start(data)
    try:
        migrate(postgres.url)
        receivers = started.module("receivers", "tests.storm.receivers", str(started.folder))
        await receivers.until_said("}", START_SECONDS)
        listening = json.loads(receivers.said.splitlines()[0])
        async with works(postgres.url) as transactions:
            keys = await configure(transactions, scene.configuration(listening["ntfy"]))
        port = free_port()
        environment = settings(postgres.url, port=port) | _outside(listening, port)
        parts = {"api": started.hikeshi("api", "api", **environment)}
        for number in range(workers):
            name = f"worker-{number + 1}"
            parts[name] = _worker(started, name, fault, environment)
        await parts["api"].until_ready(f"http://127.0.0.1:{port}/readyz", START_SECONDS)
        for number in range(workers):
            await parts[f"worker-{number + 1}"].until_said("worker_running", START_SECONDS)
        connection = await asyncpg.connect(postgres.url.replace("+asyncpg", ""))
        try:
            yield Instance(started.folder, postgres, port, keys, parts, connection)
        finally:
            await connection.close()
    finally:
        postgres.stop()


def _worker(
    started: Programs, name: str, fault: str | None, environment: Mapping[str, str]
) -> Program:
    if fault is None:
        return started.hikeshi(name, "worker", **environment)
    return started.module(name, "tests.storm.faulty", fault, **environment)


def _outside(listening: Mapping[str, str], port: int) -> dict[str, str]:
    return {
        "HIKESHI_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "HIKESHI_SMTP_URL": listening["email"],
        "HIKESHI_TWILIO_API_URL": listening["sms"],
        "HIKESHI_TWILIO_ACCOUNT_SID": twilio.SID,
        "HIKESHI_TWILIO_AUTH_TOKEN": twilio.TOKEN,
        "HIKESHI_TWILIO_FROM": twilio.NUMBER,
    }


async def lived(
    scene: Scene, folder: Path, data: Path, *, workers: int = 2, fault: str | None = None
) -> None:
    """Live through a storm; its logs are in the folder then."""
    async with (
        programs(folder) as started,
        instance(scene, started, data, workers=workers, fault=fault) as running,
    ):
        await running.live(scene)
