"""A worker says how it does at a port of its own, and serves nothing else there."""

import socket
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from tests.product.installation import settings
from tests.product.programs import free_port, programs

from hikeshi_server.inbound.cli.main import hikeshi


async def test_a_worker_is_probed_at_its_own_port(postgres_url: str, tmp_path: Path) -> None:
    """Alive, ready and in figures from its start to its end; the API is not to be had there."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = settings(postgres_url, port=0) | {"HIKESHI_WORKER_PORT": str(port)}
    async with (
        programs(tmp_path) as started,
        httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client,
    ):
        worker = started.hikeshi("worker", "worker", **environment)
        await worker.until_ready(f"{url}/livez")
        alive, ready, figures = [
            await client.get(path) for path in ("/livez", "/readyz", "/metrics")
        ]
        others = [await client.get(path) for path in ("/", "/api/v1/me", "/v2/enqueue")]
        code = await worker.stop()
        with pytest.raises(httpx.ConnectError):
            await client.get("/livez")

    assert alive.json() == {"status": "alive"}
    assert ready.json()["dependencies"]["database"]["state"] == "ok"
    for name in ("deliveries", "delivery_lateness_seconds", "provider_failovers", "swept"):
        assert f"hikeshi_{name}" in figures.text
    assert [answer.status_code for answer in others] == [404, 404, 404]
    assert (code, "worker_stopping" in worker.said) == (0, True)


def test_a_port_that_is_taken_stops_the_start() -> None:
    """One line names both settings, before anything is asked of the database."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environment = settings("postgresql://nobody@127.0.0.1:9/none", port=0)
        environment["HIKESHI_WORKER_PORT"] = str(port)
        found = CliRunner(env=environment).invoke(hikeshi, ["worker"])

    assert (found.exit_code, found.stderr.count("\n")) == (2, 1)
    assert f"HIKESHI_HOST and HIKESHI_WORKER_PORT: cannot listen at 127.0.0.1:{port}" in (
        found.stderr
    )
