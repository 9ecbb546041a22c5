"""Redis and the queue may vanish at any moment: pages go on, and `/readyz` says so."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import frozen

from tests.acceptance.test_main_job import PATIENCE_SECONDS, about, configuration
from tests.peers.http_sink import HttpSink
from tests.peers.queue_server import CREDENTIALS, QueueServer
from tests.peers.redis_server import RedisServer
from tests.product.installation import SIGNING_SECRET, configure, settings, works
from tests.product.programs import free_port, programs
from tests.product.waiting import until


@frozen
class Site:
    """A running installation: what is posted to it, and where its pages arrive."""

    client: httpx.AsyncClient
    sink: HttpSink
    key: str

    async def page(self, name: str) -> None:
        """Post an alert, and return once somebody was paged about it."""
        body = {"title": name, "dedup_key": name, "severity": "critical"}
        answer = await self.client.post(f"/integrations/generic/{self.key}", json=body)
        assert answer.status_code == 202, answer.text
        await self.sink.journal.wait_for(lambda seen: bool(about(seen, name)), PATIENCE_SECONDS)

    async def states(self) -> tuple[int, str, str]:
        """Return the status of /readyz, and how Redis and the queue are."""
        answer = await self.client.get("/readyz")
        found = answer.json()["dependencies"]
        return answer.status_code, found["redis"]["state"], found["sqs"]["state"]

    async def until_states(self, redis: str, queue: str) -> None:
        """Return once they are so."""

        async def so() -> bool:
            return await self.states() == (200, redis, queue)

        await until(so, PATIENCE_SECONDS, f"redis {redis}, sqs {queue}")

    async def metric(self, line: str) -> float:
        """Return a value of /metrics."""
        text = (await self.client.get("/metrics")).text
        return sum(float(each.split()[-1]) for each in text.splitlines() if each.startswith(line))


def pages_by_webhook(url: str) -> dict[str, Any]:
    """Ben is paged by webhook at once."""
    document = configuration(url)
    [policy] = document["escalation_policies"]
    policy["steps"] = policy["steps"][1:]
    document["integrations"] = [{"name": "generic", "kind": "generic", "service": "api"}]
    return document


@pytest.fixture
async def site(
    postgres_url: str, tmp_path: Path, redis_server: RedisServer, queue_server: QueueServer
) -> AsyncIterator[Site]:
    """One process that does everything."""
    port = free_port()
    environment = {
        **settings(postgres_url, port=port),
        **CREDENTIALS,
        "HIKESHI_REDIS_URL": redis_server.url,
        "HIKESHI_SQS_QUEUE_PREFIX": "hikeshi-",
        "HIKESHI_SQS_ENDPOINT_URL": queue_server.url,
    }
    address = f"http://127.0.0.1:{port}"
    async with (
        HttpSink(secret=SIGNING_SECRET) as sink,
        programs(tmp_path) as started,
        httpx.AsyncClient(base_url=address, timeout=30, trust_env=False) as client,
    ):
        async with works(postgres_url) as transactions:
            keys = await configure(transactions, pages_by_webhook(sink.url))
        up = started.hikeshi("up", "up", **environment)
        await up.until_ready(f"{address}/readyz")
        yield Site(client, sink, keys["generic"])
        assert up.exit_code is None, up.said


async def test_pages_go_on_without_redis_and_queue(
    site: Site, redis_server: RedisServer, queue_server: QueueServer
) -> None:
    """Pages go through the queue, past it while it is away, and through it again once it is back,
    empty; `/readyz` keeps 200 and names what is away."""
    await site.until_states("ok", "ok")
    await site.page("with both")
    announced = await site.metric("hikeshi_announced_pages_total")
    assert announced >= 1

    redis_server.kill()
    queue_server.kill()
    await site.page("with neither")
    await site.until_states("degraded", "degraded")
    assert await site.metric('hikeshi_done_without{what="sqs"}') == 1
    await site.page("still with neither")

    redis_server.start()
    queue_server.start()
    await site.until_states("ok", "ok")
    await site.page("with both again")

    async def announces() -> bool:
        return await site.metric("hikeshi_announced_pages_total") > announced

    await until(announces, PATIENCE_SECONDS, "an announcement by whoever announces")
