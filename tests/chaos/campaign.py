"""The fault campaign: bad weather, workers and PostgreSQL killed again and again, a recount.

`python -m tests.chaos.campaign` (`make chaos`) runs for ten minutes and writes
docs/reliability/campaign.json, and beside it the logs it was counted from. It exits 1 where a
promise was broken, where fewer pages were intended than asked for, or where the recount does not
notice a fault that is put in on purpose.
"""

import argparse
import asyncio
import itertools
import os
import platform
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from json import dumps
from pathlib import Path
from typing import Any

from attrs import define, evolve, field, frozen

from hikeshi_server.outbound.postgres.embedded import EmbeddedPostgres
from tests.chaos.controls import without_a_line, without_a_name, without_the_second_look
from tests.chaos.evidence import FAILING, read_evidence
from tests.chaos.nursery import Nursery
from tests.chaos.recount import broken_promises, counted
from tests.chaos.setting import Peers, many_services, start_receivers
from tests.chaos.storm import Storm, meanwhile, storm
from tests.peers.queue_server import CREDENTIALS, QueueServer
from tests.peers.redis_server import RedisServer
from tests.peers.restartable import RestartableServer
from tests.postgres import migrate
from tests.product.programs import Program, Programs, free_port, programs
from tests.product.waiting import until

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reliability"
#: What the recount reads.
EVIDENCE = ("told", "killed", *FAILING)
#: What senders say in turn; the last two can wait.
SEVERITIES = ("error", "critical", "error", "warning", "error", "info", "error")


#: Hours are told by the minute: a campaign shorter than this has no end of quiet hours.
_QUIET_FROM = 240


@frozen(kw_only=True)
class Plan:
    """How long a campaign lasts, and how often what is killed.

    Args:
        seconds: Of load and of kills.
        pages: So many have to be intended.
        services: Each has two people and a policy of its own.
        workers: Processes that page.
        send_every: Seconds between two alerts.
        burst: So many of one service follow each other.
        kill_every: Seconds between two kills of a worker.
        kill_api_every: Seconds between two kills of an API.
        crash_every: Seconds between two ends of PostgreSQL.
        neighbours_every: Seconds between two ends of Redis, and of the queue.
        lease_seconds: After so long a lost attempt is repeated.
        step_seconds: After so long the second person follows the first.
        window_seconds: So long messages to one place are gathered.
        calm_seconds: So long everything may take to come to rest afterwards; 0 = do not wait.
        slow: Whether receivers may also leave senders without an answer.
    """

    seconds: float = 600
    pages: int = 10_000
    services: int = 40
    workers: int = 3
    send_every: float = 0.45
    burst: int = 8
    kill_every: float = 4
    kill_api_every: float = 25
    crash_every: float = 45
    neighbours_every: float = 30
    lease_seconds: float = 60
    step_seconds: int = 20
    window_seconds: int = 10
    calm_seconds: float = 120
    slow: bool = True


@define
class Campaign:
    """A storm, what ends it again and again, and how often it did."""

    plan: Plan
    weather: Storm
    postgres: EmbeddedPostgres
    receivers: Program
    neighbours: Sequence[RestartableServer]
    killed: Counter[str] = field(factory=Counter)

    async def run(self) -> None:
        """Run the campaign to its end; the logs are in the folder of the programs then."""
        for _ in range(2):
            await self.weather.start("api")
        for _ in range(self.plan.workers):
            await self.weather.start("worker")
        await self.weather.until_ready(300)
        async with meanwhile(self.weather.keep_up()):
            async with meanwhile(
                self.weather.send(
                    self.plan.send_every, burst=self.plan.burst, severities=SEVERITIES
                ),
                self.weather.acknowledge(0.5, every=0.3, patience=30),
                self._shoot("worker", self.plan.kill_every),
                self._shoot("api", self.plan.kill_api_every),
                self._crash(),
                *(self._restart(server) for server in self.neighbours),
                self._say(),
            ):
                await asyncio.sleep(self.plan.seconds)
            await asyncio.to_thread(self._bring_back)
            os.kill(self.receivers.pid, signal.SIGUSR1)
            if self.plan.calm_seconds:
                await self._come_to_rest()
        await self.weather.end()
        await self.weather.write_state()

    async def _come_to_rest(self) -> None:
        """Wait until everything is sent; what still is not is counted as still tried."""
        with suppress(AssertionError):
            await self.weather.until_calm(self.plan.calm_seconds)

    def _bring_back(self) -> None:
        """Start whatever was being ended as the time was up."""
        self.postgres.ensure_running()
        for server in self.neighbours:
            server.kill()
            server.start()

    async def _shoot(self, kind: str, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            self.killed[kind] += self.weather.shoot(kind)

    async def _crash(self) -> None:
        """End PostgreSQL as a power cut does, and start it again a second later."""
        while True:
            await asyncio.sleep(self.plan.crash_every)
            assert self.postgres.pid is not None
            os.kill(self.postgres.pid, signal.SIGKILL)
            self.killed["PostgreSQL"] += 1
            await until(lambda: not self.postgres.is_alive(), 30, "the end of PostgreSQL")
            await asyncio.sleep(1)
            await asyncio.to_thread(self.postgres.ensure_running)

    async def _restart(self, server: RestartableServer) -> None:
        """Kill what workers share beside the database, and start it again, knowing nothing."""
        while True:
            await asyncio.sleep(self.plan.neighbours_every)
            server.kill()
            self.killed[server.name] += 1
            await asyncio.sleep(5)
            await asyncio.to_thread(server.start)

    async def _say(self) -> None:
        began = time.monotonic()
        while True:
            await asyncio.sleep(30)
            killed = ", ".join(f"{count} {name}" for name, count in sorted(self.killed.items()))
            passed = f"{time.monotonic() - began:4.0f} s: {self.weather.posted} alerts"
            print(f"{passed}; killed: {killed}", file=sys.stderr, flush=True)


@asynccontextmanager
async def campaign(plan: Plan, started: Programs, folder: Path) -> AsyncIterator[Campaign]:
    """Open a campaign with a PostgreSQL of its own, as durable as in production."""
    postgres = EmbeddedPostgres.start(folder, {"shared_buffers": "64MB"})
    try:
        migrate(postgres.url)
        port = free_port()
        peers, receivers = await start_receivers(
            started, plan.services, slow=plan.slow, public_url=f"http://127.0.0.1:{port}"
        )
        neighbours = (RedisServer(started.folder), QueueServer(started.folder))
        async with AsyncExitStack() as stack:
            for server in neighbours if plan.neighbours_every else ():
                await asyncio.to_thread(server.start)
                stack.callback(server.kill)
            if plan.neighbours_every:
                peers = evolve(peers, environment={**peers.environment, **_shared(*neighbours)})
            weather = await stack.enter_async_context(
                _storm(plan, started, postgres.url, peers, port)
            )
            running = neighbours if plan.neighbours_every else ()
            yield Campaign(plan, weather, postgres, receivers, running)
    finally:
        postgres.stop()


def _shared(redis: RedisServer, queue: QueueServer) -> dict[str, str]:
    """Return the settings that make processes share Redis and the queue."""
    return {
        "HIKESHI_REDIS_URL": redis.url,
        "HIKESHI_SQS_ENDPOINT_URL": queue.url,
        "HIKESHI_SQS_QUEUE_PREFIX": "campaign-",
        **CREDENTIALS,
    }


@asynccontextmanager
async def _storm(
    plan: Plan, started: Programs, url: str, peers: Peers, port: int
) -> AsyncIterator[Storm]:
    document = many_services(
        peers.addresses,
        plan.services,
        step_seconds=plan.step_seconds,
        window_seconds=plan.window_seconds,
        quiet=_quiet(plan),
    )
    async with storm(started, url, peers=peers, configured=document) as weather:
        weather.nursery = Nursery(started)
        await weather.nursery.ready()
        weather.lease_seconds = plan.lease_seconds
        weather.ports = itertools.chain([port], iter(free_port, None))
        yield weather


def _quiet(plan: Plan) -> dict[str, str] | None:
    """Return quiet hours that end in the middle of a campaign; a short one has none."""
    if plan.seconds < _QUIET_FROM:
        return None
    now = datetime.now(UTC)
    ends = now + timedelta(seconds=plan.seconds / 2)
    return {"from": f"{now - timedelta(hours=1):%H:%M}", "to": f"{ends:%H:%M}"}


def report(plan: Plan, done: Campaign, folder: Path) -> dict[str, Any]:
    """Return what campaign.json says of a campaign whose logs are in that folder."""
    evidence = read_evidence(folder)
    return {
        "broken promises": sorted(broken_promises(evidence)),
        **counted(evidence),
        "killed": dict(sorted(done.killed.items())),
        "plan": {
            "seconds": plan.seconds,
            "services": plan.services,
            "seconds between two alerts": plan.send_every,
            "alerts of one service in a row": plan.burst,
            "seconds of gathering": plan.window_seconds,
            "workers": plan.workers,
            "seconds between kills of a worker": plan.kill_every,
            "seconds between kills of an API": plan.kill_api_every,
            "seconds between ends of PostgreSQL": plan.crash_every,
            "seconds between ends of Redis and of the queue": plan.neighbours_every,
        },
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def keep(folder: Path, archive: Path) -> None:
    """Put what the recount reads into one archive."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_LZMA) as file:
        for name in (*(f"{name}.jsonl" for name in EVIDENCE), "state.json"):
            if (folder / name).exists():
                file.write(folder / name, name)


def write(found: dict[str, Any], folder: Path, out: Path) -> None:
    """Write the report, and what it was counted from; where something is wrong, all the logs."""
    out.mkdir(exist_ok=True, parents=True)
    keep(folder, out / "evidence.zip")
    (out / "campaign.json").write_text(dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    if found["broken promises"]:
        kept = Path(tempfile.mkdtemp(prefix="campaign-")) / "logs"
        shutil.copytree(folder, kept)
        print(f"all logs: {kept}", file=sys.stderr)


async def run(plan: Plan, out: Path) -> int:
    """Run the campaign and its negative controls, write both down, and return the exit code."""
    with (
        tempfile.TemporaryDirectory(prefix="hk-") as data,
        tempfile.TemporaryDirectory(prefix="hk-", ignore_cleanup_errors=True) as logs,
    ):
        folder = Path(logs)
        async with (
            programs(folder) as started,
            campaign(plan, started, Path(data) / "pg") as done,
        ):
            await done.run()
        found = report(plan, done, folder)
        controls = {
            "a line of a receiver's log deleted": without_a_line(folder),
            "a name left out of each mail about several": without_a_name(folder),
            "the claim's second look taken out": await without_the_second_look(),
        }
        found["negative controls"] = {name: said[:3] for name, said in controls.items()}
        write(found, folder, out)
    print(dumps(found, indent=2, ensure_ascii=False))
    enough = found["pages"]["intended"] >= plan.pages
    return 0 if enough and not found["broken promises"] and all(controls.values()) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--every", type=float, default=0.45, help="seconds between two alerts")
    parser.add_argument("--out", type=Path, default=FOLDER)
    given = parser.parse_args()
    wanted = Plan(seconds=given.seconds, pages=given.pages, send_every=given.every)
    sys.exit(asyncio.run(run(wanted, given.out)))
