"""The gate asks whether the database was restored before anything makes it look alive."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hikeshi.memory import FixedClock
from hikeshi_server.outbound.postgres.engine import create_engine
from hikeshi_server.outbound.postgres.identity_file import IdentityFile
from hikeshi_server.outbound.postgres.instance import PostgresInstance
from hikeshi_server.wiring.gate import Gate
from hikeshi_server.wiring.settings import Settings

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize("first", ["beat", "may_send"])
async def test_a_heartbeat_never_hides_a_restore(
    postgres_url: str, tmp_path: Path, first: str
) -> None:
    """Whichever duty comes first after a restore, nothing may leave."""
    engine = create_engine(postgres_url)
    clock = FixedClock(NOON)
    beside = IdentityFile(tmp_path / "identity.json")
    await Gate(Settings(), PostgresInstance(engine, beside), clock).open()
    # The database goes back by ten seconds; what stands beside the data does not.
    async with engine.connect() as connection:
        await connection.exec_driver_sql(
            "UPDATE instance SET last_seen_at = last_seen_at - interval '10 seconds'"
        )
    clock.advance(timedelta(seconds=5))

    gate = Gate(Settings(), PostgresInstance(engine, beside), clock)
    await getattr(gate, first)()

    assert not await gate.may_send()
    await engine.dispose()


async def test_a_server_without_worker_learns_of_a_hold_and_of_its_release(
    postgres_url: str,
) -> None:
    """Where nothing beats, looking is enough: the board does not say for ever what was true."""
    engine = create_engine(postgres_url)
    clock = FixedClock(NOON)
    instance = PostgresInstance(engine)
    gate = Gate(Settings(), instance, clock)
    await gate.open()
    await instance.place_hold("wanted", NOON)
    await gate.look()
    assert gate.reason() == "wanted"
    await instance.release(None, NOON)
    await gate.look()
    assert gate.reason() is None
    await engine.dispose()
