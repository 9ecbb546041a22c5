"""A server is watched from outside: what is stuck shows, and alarms go another way."""

import sys
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from hikeshi_server.watch import hikeshi_watch
from tests.acceptance.test_bad_bodies import CONFIGURATION
from tests.peers.http_sink import HttpSink
from tests.product.installation import configure, settings, works
from tests.product.programs import free_port, programs
from tests.product.waiting import until

_LATER = "UPDATE escalations SET next_step_at = now() - interval '2 minutes'"


async def test_a_pager_without_a_worker_is_seen_from_outside(
    postgres_url: str, tmp_path: Path
) -> None:
    """An escalation nobody runs makes /readyz degraded; the watch alarms, and tells of the end
    once a worker runs."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = settings(postgres_url, port=port)
    async with (
        HttpSink() as sink,
        programs(tmp_path) as started,
        works(postgres_url) as transactions,
        httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client,
    ):
        key = (await configure(transactions, CONFIGURATION))["generic"]
        api = started.hikeshi("api", "api", **environment)
        await api.until_ready(f"{url}/readyz")
        await client.post(f"/integrations/generic/{key}", json={"title": "Down"})
        await _long_ago(postgres_url)

        options = ["--every", "0.2", "--failures", "2", "--webhook", sink.url]
        # The file itself, as another machine would run it.
        started.start("watch", sys.executable, "-I", hikeshi_watch.__file__, url, *options)
        await until(lambda: _states(sink)[:1] == ["trouble"], 60, "an alarm")
        assert "escalation" in sink.requests[0]["body"]["text"]

        started.hikeshi("worker", "worker", **environment)
        await until(lambda: _states(sink)[-1:] == ["recovered"], 60, "the end of the alarm")

    assert _states(sink) == ["trouble", "recovered"]


def _states(sink: HttpSink) -> list[Any]:
    return [request["body"]["state"] for request in sink.requests]


async def _long_ago(url: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute(_LATER)
    finally:
        await connection.close()
