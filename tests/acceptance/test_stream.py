"""Followers of what happens miss nothing, although the server is killed in between."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path

import asyncpg
import httpx
import pytest
from attrs import define, field, frozen

from tests.product.installation import settings
from tests.product.programs import Program, Programs, free_port, programs
from tests.product.waiting import until

OWNER = {"HIKESHI_ADMIN_EMAIL": "olga@example.org", "HIKESHI_ADMIN_PASSWORD": "a long pass phrase"}
ALERTS = 60
_STREAMED = "SELECT id::text FROM audit_entries WHERE type = 'incident.triggered'"


@define
class Follower:
    """Follows the stream, coming back with its place whenever it breaks."""

    client: httpx.AsyncClient
    token: str
    place: str | None = None
    facts: list[Mapping[str, object]] = field(factory=list)
    breaks: int = 0

    async def follow(self) -> None:
        """Follow until cancelled."""
        while True:
            with suppress(httpx.HTTPError):
                await self._once()
            self.breaks += 1
            await asyncio.sleep(0.05)

    async def _once(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        if self.place is not None:
            headers["Last-Event-ID"] = self.place
        query = {"type": "incident.triggered"}
        async with self.client.stream(
            "GET", "/api/v1/stream", headers=headers, params=query
        ) as answer:
            assert answer.status_code == 200
            event: dict[str, str] = {}
            async for line in answer.aiter_lines():
                name, _, value = line.partition(": ")
                event[name] = value
                if line == "":
                    self._take(event)
                    event = {}

    def _take(self, event: Mapping[str, str]) -> None:
        self.place = event.get("id", self.place)
        if "data" in event:
            assert event["event"] != "reset"
            self.facts.append(json.loads(event["data"]))


@frozen
class Site:
    """A server to be started, and what is in its database."""

    programs: Programs
    client: httpx.AsyncClient
    environment: Mapping[str, str]
    database: "asyncpg.Connection[asyncpg.Record]"

    async def start(self, name: str) -> Program:
        """Start api and worker in one process, ready."""
        program = self.programs.hikeshi(name, "up", **self.environment)
        await program.until_ready(f"{self.client.base_url}/readyz")
        return program

    async def token(self) -> str:
        """Sign in as the owner."""
        body = {
            "email": OWNER["HIKESHI_ADMIN_EMAIL"],
            "password": OWNER["HIKESHI_ADMIN_PASSWORD"],
        }
        answer = await self.client.post("/api/v1/auth/login", json=body)
        return str(answer.json()["access_token"])

    async def sender(self, token: str) -> str:
        """Set up a sender; return where it posts to."""
        self.client.headers["Authorization"] = f"Bearer {token}"
        service = await self.client.post("/api/v1/services", json={"key": "api", "name": "API"})
        body = {"kind": "generic", "name": "sender"}
        made = await self.client.post(
            f"/api/v1/services/{service.json()['id']}/integrations", json=body
        )
        return f"/integrations/generic/{made.json()['key']}"

    async def post(self, path: str, number: int) -> None:
        """Post an alert until it is taken in, as senders do."""

        async def accepted() -> bool:
            with suppress(httpx.HTTPError):
                body = {"title": f"alert {number}", "dedup_key": f"k{number}"}
                return (await self.client.post(path, json=body)).status_code == 202
            return False

        await until(accepted, 30, f"alert {number} to be taken in")


@pytest.fixture
async def site(postgres_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """An empty database; nothing runs yet."""
    port = free_port()
    database = await asyncpg.connect(postgres_url.replace("+asyncpg", ""))
    async with (
        programs(tmp_path) as started,
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False
        ) as client,
    ):
        environment = {**settings(postgres_url, port=port), **OWNER}
        yield Site(started, client, environment, database)
    await database.close()


async def test_a_follower_misses_nothing_when_the_server_is_killed(site: Site) -> None:
    """Every incident is told exactly once to a follower who comes back with its place, although
    the server was killed in between."""
    first = await site.start("first")
    token = await site.token()
    path = await site.sender(token)
    follower = Follower(site.client, token)
    following = asyncio.create_task(follower.follow())
    # From a place on nothing is missed: the stream says it before anything happens.
    await until(lambda: follower.place is not None, 30, "a place in the journal")
    for number in range(ALERTS):
        if number == ALERTS // 2:
            first.kill()
            await site.start("second")
        await site.post(path, number)

    wanted = {row["id"] for row in await site.database.fetch(_STREAMED)}
    await until(lambda: len(follower.facts) >= len(wanted), 30, "every incident")
    following.cancel()

    told = [fact["id"] for fact in follower.facts]
    assert len(wanted) == ALERTS
    assert sorted(map(str, told)) == sorted(wanted)
    assert follower.breaks > 0
    positions = [fact["position"] for fact in follower.facts]
    assert positions == sorted(positions)  # type: ignore[type-var]
