"""A restored or cloned database holds back what it would send."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hikeshi.kernel.ids import UserId
from hikeshi.testing.builders import START, new_id
from hikeshi_server.outbound.postgres.embedded.binaries import find_binaries
from hikeshi_server.outbound.postgres.engine import PostgresEngine, create_engine
from hikeshi_server.outbound.postgres.identity_file import IdentityFile
from hikeshi_server.outbound.postgres.instance import PostgresInstance

URL = "https://pager.example.org"
SECOND = timedelta(seconds=1)


@pytest.fixture
def file(tmp_path: Path) -> IdentityFile:
    """The place beside the data."""
    return IdentityFile(tmp_path / "instance.json")


@pytest.fixture
def instance(engine: PostgresEngine, file: IdentityFile) -> PostgresInstance:
    """An instance on an empty database."""
    return PostgresInstance(engine, file)


async def test_a_first_start_sends(instance: PostgresInstance) -> None:
    """A new database holds nothing back."""
    assert await instance.check_in(URL, START) is None
    assert await instance.beat(START + SECOND) is None


async def test_a_restart_after_days_sends(instance: PostgresInstance) -> None:
    """A downtime is no restore: what stands beside the data proves it."""
    await instance.check_in(URL, START)
    await instance.beat(START + SECOND)

    assert await instance.check_in(URL, START + timedelta(days=9)) is None


async def test_processes_that_start_at_once_are_no_restore(
    instance: PostgresInstance, file: IdentityFile
) -> None:
    """One that checks in with an older instant than another's beat takes nothing back, so that
    what the other then writes beside the data is not ahead of the database."""
    await instance.check_in(URL, START)
    await instance.beat(START + 2 * SECOND)
    late = file.read()
    assert late is not None
    assert await instance.check_in(URL, START + SECOND) is None
    file.write(late)

    assert await instance.check_in(URL, START + 3 * SECOND) is None


async def test_another_public_url_holds(instance: PostgresInstance) -> None:
    """A clone under another address sends nothing, and says which addresses differ."""
    await instance.check_in(URL, START)

    hold = await instance.check_in("https://staging.example.org", START + SECOND)

    assert hold is not None
    assert URL in hold.reason
    assert "https://staging.example.org" in hold.reason


async def test_another_identity_beside_the_data_holds(
    instance: PostgresInstance, file: IdentityFile
) -> None:
    """A database that came to somebody else's data directory sends nothing."""
    await instance.check_in(URL, START)
    file.path.write_text(
        f'{{"identity": "{new_id()}", "last_seen_at": "2026-01-05T03:10:00Z"}}', "utf-8"
    )

    hold = await instance.check_in(URL, START + SECOND)

    assert hold is not None
    assert "identity" in hold.reason


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=400)])
async def test_a_clock_that_jumped_back_holds(instance: PostgresInstance, back: timedelta) -> None:
    """A database last seen in the future sends nothing."""
    await instance.check_in(URL, START)

    hold = await instance.check_in(URL, START - back)

    assert hold is not None
    assert "yet to come" in hold.reason


async def test_a_long_silence_needs_proof(engine: PostgresEngine) -> None:
    """Without anything beside the data a long silence may be a restore; a short one is none."""
    instance = PostgresInstance(engine)
    await instance.check_in(URL, START)
    assert await instance.check_in(URL, START + timedelta(minutes=50)) is None

    hold = await instance.check_in(URL, START + timedelta(hours=2))

    assert hold is not None


async def test_an_unreadable_file_counts_as_absent(
    instance: PostgresInstance, file: IdentityFile
) -> None:
    """A damaged file neither stops the start nor proves anything."""
    file.path.write_text("[]", "utf-8")

    assert await instance.check_in(URL, START) is None
    assert file.read() is not None


async def test_a_hold_stays_until_it_is_released(
    instance: PostgresInstance, engine: PostgresEngine
) -> None:
    """A restart does not end a hold; a person does."""
    await instance.check_in(URL, START)
    first = await instance.check_in("https://clone.example.org", START + SECOND)

    again = await instance.check_in("https://clone.example.org", START + 2 * SECOND)

    assert again == first == await instance.hold() == await instance.beat(START + 3 * SECOND)
    await instance.release(UserId(new_id()), START + 4 * SECOND)
    assert await instance.hold() is None
    assert await instance.check_in("https://clone.example.org", START + 5 * SECOND) is None


async def test_a_hold_may_be_placed(instance: PostgresInstance) -> None:
    """Who wants to hold may; the first reason stays."""
    await instance.check_in(URL, START)
    await instance.place_hold("wanted by the operator", START)
    await instance.place_hold("wanted again", START)

    hold = await instance.hold()

    assert hold is not None
    assert hold.reason == "wanted by the operator"


async def beaten(instance: PostgresInstance, start: datetime, seconds: int) -> datetime:
    """Let an instance run for a while."""
    for second in range(1, seconds + 1):
        await instance.beat(start + second * SECOND)
    return start + seconds * SECOND


async def test_a_restored_dump_holds(
    instance: PostgresInstance, engine: PostgresEngine, file: IdentityFile, postgres_url: str
) -> None:
    """Dump, go on, restore, start: the database is older than what stands beside the data."""
    await instance.check_in(URL, START)
    now = await beaten(instance, START, 3)
    before, folder = postgres_url.split("?host=")
    name = before.rpartition("/")[2]
    login = ("-h", folder, "-U", "hikeshi")
    dump = find_binaries().run("pg_dump", *login, "--inserts", "--table=instance", name)
    now = await beaten(instance, now, 3)
    await engine.dispose()

    (file.path.parent / "dump.sql").write_text(dump, "utf-8")
    script = str(file.path.parent / "dump.sql")
    find_binaries().run("psql", *login, "-Xq", "-c", "DROP TABLE instance", "-f", script, name)

    restored = create_engine(postgres_url)
    hold = await PostgresInstance(restored, file).check_in(URL, now + timedelta(minutes=1))
    await restored.dispose()

    assert hold is not None
    assert "restored" in hold.reason
