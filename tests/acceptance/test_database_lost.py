"""Without a database nothing is taken in and senders are told to come back; then all goes on."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import pytest_asyncio
from attrs import frozen

from hikeshi_server.outbound.postgres.embedded import EmbeddedPostgres
from hikeshi_server.outbound.postgres.embedded.binaries import find_binaries
from tests.acceptance.test_bad_bodies import CONFIGURATION
from tests.postgres import FAST, data_folder, migrate
from tests.product.installation import configure, settings, works
from tests.product.programs import free_port, programs
from tests.product.waiting import until

_FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'could not extend file "base/5/1": No space left on device'
    USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON alerts EXECUTE FUNCTION full_disk();
"""


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of its own."""
    with data_folder() as folder:
        running = EmbeddedPostgres.start(folder, {**FAST, "shared_buffers": "16MB"})
        migrate(running.url)
        yield running
        running.stop()


@frozen
class Sender:
    """Posts alerts, and asks how the server is."""

    client: httpx.AsyncClient
    key: str

    async def post(self, name: str) -> httpx.Response:
        """Post an alert."""
        path = f"/integrations/generic/{self.key}"
        return await self.client.post(path, json={"title": name, "dedup_key": name})

    async def accepted(self, name: str) -> bool:
        """Post an alert; say whether it is taken in."""
        return (await self.post(name)).status_code == 202

    async def state(self, dependency: str) -> tuple[int, str, str]:
        """Return the status of /readyz and what it says about a dependency."""
        answer = await self.client.get("/readyz")
        found = answer.json()["dependencies"][dependency]
        return answer.status_code, found["state"], found["detail"]

    async def ready(self) -> bool:
        """Say whether the server is ready."""
        return (await self.client.get("/readyz")).status_code == 200


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sender(
    postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Sender]:
    """A running API, which survives one thing after the other, and somebody who posts to it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    async with (
        programs(tmp_path_factory.mktemp("sender")) as started,
        httpx.AsyncClient(base_url=address, timeout=30, trust_env=False) as client,
    ):
        async with works(postgres.url) as transactions:
            keys = await configure(transactions, CONFIGURATION)
        api = started.hikeshi("api", "api", **settings(postgres.url, port=port))
        await api.until_ready(f"{address}/readyz")
        yield Sender(client, keys["generic"])
        assert api.exit_code is None, api.said


async def test_ingestion_survives_a_lost_database(
    postgres: EmbeddedPostgres, sender: Sender
) -> None:
    """While PostgreSQL is away senders get 503 and when to come back, /readyz says why, and
    everything goes on by itself once it is there again."""
    assert await sender.accepted("before")

    postgres.stop()
    refused = await sender.post("meanwhile")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    status, state, detail = await sender.state("database")
    assert (status, state) == (503, "down")
    assert "does not answer" in detail

    postgres.ensure_running()
    await until(lambda: sender.accepted("after"), 20, "an alert taken in")
    await until(sender.ready, 20, "a server that is ready")


async def test_ingestion_survives_a_full_disk(postgres: EmbeddedPostgres, sender: Sender) -> None:
    """While PostgreSQL has no space left senders get 503, /readyz says why, and everything goes on
    by itself once there is space."""
    psql(postgres, _FULL)
    refused = await sender.post("meanwhile")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    status, state, detail = await sender.state("ingestion")
    assert (status, state) == (503, "down")
    assert "No space left on device" in detail

    psql(postgres, "DROP TRIGGER full_disk ON alerts")
    await until(lambda: sender.accepted("after"), 20, "an alert taken in")
    await until(sender.ready, 20, "a server that is ready")


def psql(postgres: EmbeddedPostgres, sql: str) -> None:
    """Run statements as the superuser."""
    folder = postgres.url.partition("host=")[2]
    find_binaries().run("psql", "-h", folder, "-U", "hikeshi", "-d", "hikeshi", "-XAtqc", sql)
