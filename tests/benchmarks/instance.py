"""A scratch instance to measure: its own PostgreSQL with fsync, one `hikeshi up`, two people."""

import asyncio
import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
from attrs import evolve, frozen
from tests.benchmarks.load_client import PLACEHOLDER
from tests.benchmarks.results import ROOT

from hikeshi.configuration import load, read
from hikeshi.flow.work import Work
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi_server.outbound.postgres.embedded import EmbeddedPostgres
from hikeshi_server.outbound.postgres.engine import create_engine
from hikeshi_server.outbound.postgres.identities import MonotonicIds
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from hikeshi_server.outbound.secrets import Vault, parse_secret_keys
from hikeshi_server.outbound.system.clock import SystemClock
from hikeshi_server.outbound.webhook.client import generate_secret

_RUN = "from hikeshi_server.entrypoints.cli import main; main()"
_HOUR = 3600


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@frozen
class Instance:
    """What runs, and how to speak to it.

    Args:
        keys: Integration keys by the integration's name: `console` pages a person in the log,
            `hook` one by webhook.
    """

    folder: Path
    database_url: str
    port: int
    receiver_port: int
    server: "subprocess.Popen[bytes]"
    keys: Mapping[str, str]

    @property
    def socket_folder(self) -> str:
        """Where PostgreSQL listens."""
        return parse_qs(urlsplit(self.database_url).query)["host"][0]

    def event_template(self, integration: str) -> str:
        """Return a whole request: one event in PagerDuty's format, keyed by the placeholder."""
        body = json.dumps(
            {
                "routing_key": self.keys[integration],
                "event_action": "trigger",
                "dedup_key": PLACEHOLDER,
                "payload": {
                    "summary": PLACEHOLDER,
                    "source": "db1.example.org",
                    "severity": "critical",
                    "component": "postgresql",
                    "custom_details": {"free": "1 %", "mount": "/var/lib/postgresql"},
                },
            }
        )
        return request("/v2/enqueue", body)

    def rows(self, statement: str, *values: object) -> Sequence[Any]:
        """Run a statement in the product's database."""
        return asyncio.run(_rows(self.socket_folder, "hikeshi", statement, values))

    def do(self, work: Callable[[Work], Awaitable[object]]) -> None:
        """Do something in one work, as the product does."""
        asyncio.run(_done(self.folder, self.database_url, work))

    def wait_until_quiet(self) -> None:
        """Return when no page waits to be sent: what one round left must not slow the next."""
        waiting = "SELECT 1 FROM notifications WHERE status IN ('pending', 'sending') LIMIT 1"
        while self.rows(waiting):
            time.sleep(0.2)

    def memory_mb(self) -> float:
        """Return the resident memory of the server's process, without PostgreSQL."""
        status = Path(f"/proc/{self.server.pid}/status").read_text("utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return round(int(line.split()[1]) / 1024, 1)

    def metric(self, name: str) -> float:
        """Return a metric of the process that answers HTTP."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics") as answer:
            lines = answer.read().decode().splitlines()
        return float(next(line.split()[1] for line in lines if line.startswith(f"{name} ")))

    def received(self) -> Mapping[str, Sequence[int]]:
        """Return when webhooks arrived since the last call, by title, in nanoseconds."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.receiver_port}/") as answer:
            return dict(json.load(answer))


def request(path: str, body: str) -> str:
    """Return a whole HTTP request."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )


async def _rows(
    folder: str, database: str, statement: str, values: Sequence[object]
) -> Sequence[Any]:
    connection = await asyncpg.connect(host=folder, user="hikeshi", database=database)
    try:
        found: Sequence[Any] = await connection.fetch(statement, *values)
        return found
    finally:
        await connection.close()


@contextmanager
def running(folder: Path, *, workers: int = 0) -> Iterator[Instance]:
    """Start everything; stop it again on the way out.

    Args:
        folder: Where everything is kept.
        workers: The API and so many workers as processes of their own; otherwise `hikeshi up`.
    """
    database = EmbeddedPostgres.start(folder)
    receiver = _start("-m", "tests.benchmarks.receiver", stdout=subprocess.PIPE)
    assert receiver.stdout is not None
    receiver_port = int(receiver.stdout.readline())
    port = _free_port()  # several instances may run on one machine
    settings = {"HIKESHI_PORT": str(port), **(_outside(database.url, folder) if workers else {})}
    with (folder / "server.log").open("wb") as log:
        commands = ("api", *["worker"] * workers) if workers else ("up",)
        servers = [
            _start("-c", _RUN, command, folder=folder, settings=settings, stdout=log, stderr=log)
            for command in commands
        ]
    try:
        _wait_until_ready(servers[0], folder, port)
        keys = asyncio.run(_seed(folder, database.url, receiver_port))
        yield Instance(folder, database.url, port, receiver_port, servers[0], keys)
    finally:
        for running_one in (*servers, receiver):
            running_one.terminate()
            running_one.wait(60)
        database.stop()


def _outside(url: str, folder: Path) -> Mapping[str, str]:
    """Bring the schema up to date; return the settings of processes on that database."""
    key = base64.b64encode(os.urandom(32)).decode()
    (folder / "secret-keys").write_text(key + "\n", "ascii")
    settings = {"HIKESHI_DATABASE_URL": url, "HIKESHI_SECRET_KEYS": key}
    _start("-c", _RUN, "migrate", folder=folder, settings=settings).wait(60)
    return settings


def _start(
    *arguments: str,
    folder: Path | None = None,
    settings: Mapping[str, str] = MappingProxyType({}),
    **streams: Any,
) -> "subprocess.Popen[bytes]":
    shared = {
        "HIKESHI_DATA_DIR": str(folder),
        "HIKESHI_OUTBOUND_ALLOW": "127.0.0.0/8",
        "HIKESHI_LOG_FORMAT": "json",
    }
    environment = {**os.environ, **shared, **settings}
    return subprocess.Popen([sys.executable, *arguments], env=environment, cwd=ROOT, **streams)


def _wait_until_ready(server: "subprocess.Popen[bytes]", folder: Path, port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit(f"the server did not start:\n{(folder / 'server.log').read_text('utf-8')}")


@asynccontextmanager
async def _works(folder: Path, url: str) -> AsyncIterator[PostgresTransactions]:
    """Lend what opens works of the product's own, beside the running server."""
    engine, clock = create_engine(url), SystemClock()
    vault = Vault(parse_secret_keys((folder / "secret-keys").read_text("utf-8").strip()))
    try:
        yield PostgresTransactions(engine, clock, MonotonicIds(clock), vault)
    finally:
        await engine.dispose()


async def _done(folder: Path, url: str, do: Callable[[Work], Awaitable[object]]) -> None:
    async with _works(folder, url) as transactions:
        await transactions.run(do)


async def _seed(folder: Path, url: str, receiver_port: int) -> Mapping[str, str]:
    """Load the configuration and return the integration keys by name."""
    configuration = read(_configuration(receiver_port))
    async with _works(folder, url) as transactions:
        await transactions.run(lambda work: load(work, configuration))
        await transactions.run(_sign_webhooks)
        directory = await transactions.run(lambda work: work.directory())
    return {found.name: found.key for found in directory.integrations.values()}


async def _sign_webhooks(work: Work) -> None:
    """Give webhooks the signing secret that no file may hold."""
    methods = (await work.directory()).contact_methods
    await work.contact_methods.save_many(
        [
            evolve(method, secret=generate_secret(), version=method.version + 1)
            for method in methods
            if method.kind is ContactKind.WEBHOOK
        ]
    )


def _configuration(receiver_port: int) -> dict[str, Any]:
    hook = f"http://127.0.0.1:{receiver_port}/hook"
    people = (("console", "console", ""), ("hook", "webhook", hook))
    return {
        "version": 1,
        "users": [_user(*person) for person in people],
        "teams": [{"key": "sre", "name": "SRE", "members": [{"user": "hook"}]}],
        "escalation_policies": [_policy(key) for key, _, _ in people],
        "services": [
            {"key": key, "name": key, "team": "sre", "escalation_policy": key}
            for key, _, _ in people
        ],
        "integrations": [
            {"name": key, "kind": "pagerduty", "service": key} for key, _, _ in people
        ],
        "routes": [{"match": "all", "service": "hook"}],
    }


def _user(key: str, kind: str, address: str) -> dict[str, Any]:
    method = {"key": "way", "kind": kind, "address": address, "verified": True}
    rules = [
        {"urgency": urgency, "delay_seconds": 0, "contact_method": "way"}
        for urgency in ("high", "low")
    ]
    return {
        "key": key,
        "name": key.title(),
        "email": f"{key}@example.org",
        "contact_methods": [method],
        "notification_rules": rules,
    }


def _policy(user: str) -> dict[str, Any]:
    """Return two steps; the second one under conditions that hold, so that they are asked."""
    step = {"delay_seconds": _HOUR, "targets": [{"kind": "user", "key": user}]}
    around_the_clock = {"time_zone": "Asia/Tokyo", "from": "00:00", "to": "00:00"}
    condition = {"severities": ["sev1", "sev2", "sev3"], "times": [around_the_clock]}
    return {"key": user, "team": "sre", "repeat": 0, "steps": [step, {**step, "when": condition}]}
