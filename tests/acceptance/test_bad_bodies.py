"""No inbound body gives a 5xx, and with a valid key none is lost."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from attrs import frozen

from tests.acceptance.bodies import pagerduty, posted
from tests.postgres import TEMPLATE, Cluster
from tests.product.installation import configure, settings, works
from tests.product.programs import free_port, programs

pytestmark = pytest.mark.asyncio(loop_scope="module")

CONFIGURATION: Mapping[str, Any] = {
    "version": 1,
    "users": [{"key": "ana", "email": "ana@example.org"}],
    "teams": [{"key": "sre", "members": [{"user": "ana"}]}],
    "escalation_policies": [
        {
            "key": "default",
            "team": "sre",
            "steps": [{"delay_seconds": 300, "targets": [{"kind": "user", "key": "ana"}]}],
        }
    ],
    "services": [{"key": "api", "team": "sre", "escalation_policy": "default"}],
    "integrations": [
        {"name": kind, "kind": kind, "service": "api"}
        for kind in ("pagerduty", "alertmanager", "generic")
    ],
}
_KEPT = """
SELECT (SELECT coalesce(sum(count), 0) FROM alerts) + (SELECT count(*) FROM unreadable_signals)
"""


@frozen
class Door:
    """A running API, and what it has kept."""

    client: httpx.AsyncClient
    keys: Mapping[str, str]
    database: "asyncpg.Connection[asyncpg.Record]"

    async def kept(self) -> int:
        """Return how many signals are kept, understood or not."""
        found: int = await self.database.fetchval(_KEPT)
        return found

    async def post(self, path: str, body: bytes, name: str) -> tuple[int, int]:
        """Post a body; return the answer's status and how many more signals are kept."""
        before = await self.kept()
        answer = await self.client.post(path, content=body)
        assert answer.status_code < 500, f"{name}: {answer.status_code} {answer.text}"
        return answer.status_code, await self.kept() - before


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(
    postgres_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Door]:
    """An API with a sender of each kind; it starts once for all that is posted."""
    port, name = free_port(), postgres_cluster.create(TEMPLATE)
    postgres_url = postgres_cluster.url(name)
    database = await asyncpg.connect(postgres_url.replace("+asyncpg", ""))
    async with (
        programs(tmp_path_factory.mktemp("door")) as started,
        works(postgres_url) as transactions,
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False
        ) as client,
    ):
        keys = await configure(transactions, CONFIGURATION)
        api = started.hikeshi("api", "api", **settings(postgres_url, port=port))
        await api.until_ready(f"http://127.0.0.1:{port}/readyz")
        yield Door(client, keys, database)
        assert api.exit_code is None, api.said
    await database.close()
    postgres_cluster.drop(name)


async def test_no_body_is_refused_or_lost_behind_a_valid_key(door: Door) -> None:
    """Whatever is posted with a valid key is answered 2xx and becomes an alert or is kept raw."""
    lost = {}
    bodies = {
        ("/v2/enqueue", name): body for name, body in pagerduty(door.keys["pagerduty"]).items()
    }
    for kind in ("alertmanager", "generic"):
        path = f"/integrations/{kind}/{door.keys[kind]}"
        bodies |= {(path, name): body for name, body in posted(kind).items()}
    for (path, name), body in bodies.items():
        status, kept = await door.post(path, body, f"{path}: {name}")
        if status >= 300 or kept < 1:
            lost[path, name] = status, kept

    assert lost == {}


async def test_what_pages_nobody_is_taken_and_unknown_keys_are_refused(door: Door) -> None:
    """A change event may hold anything; behind a key nobody has everything is refused with a 4xx;
    in neither case is anything kept."""
    before = await door.kept()
    for name, body in pagerduty(door.keys["pagerduty"]).items():
        answer = await door.client.post("/v2/change/enqueue", content=body)
        assert answer.status_code == 202, f"{name}: {answer.status_code} {answer.text}"

    for path, body in refused(door.keys["generic"]):
        answer = await door.client.post(path, content=body)
        assert 400 <= answer.status_code < 500, f"{path[:60]} {answer.status_code}"
    assert await door.kept() == before


def refused(key: str) -> Iterator[tuple[str, bytes]]:
    """Yield posts without a key, or with one that stands for nothing there."""
    yield "/v2/enqueue", pagerduty("x" * 32)["nul"]
    yield "/v2/enqueue", b'{"routing_key": 7}'
    yield "/v2/enqueue", b""
    yield "/v2/change/enqueue", b"[" * 10_000
    for unknown in ("x" * 32, "short", "\N{LATIN SMALL LETTER E WITH ACUTE}" * 32, "%00" * 32):
        yield f"/integrations/alertmanager/{unknown}", b"{}"
        yield f"/integrations/generic/{unknown}", b"\xff"
        yield f"/integrations/{unknown}/{key}", b"{}"
