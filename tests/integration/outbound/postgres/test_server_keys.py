"""The key pair of Web Push: made once, sealed, the same for every process."""

import asyncio

import pytest
from sqlalchemy import text

from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.server_keys import PostgresVapidKeys
from hikeshi_server.outbound.secrets import SealBrokenError, Vault
from hikeshi_server.outbound.web_push.vapid import new_pem

VAULT = Vault([bytes(range(32))])


async def test_all_who_ask_first_get_one_key(engine: PostgresEngine) -> None:
    """Of two processes that start at once one makes it; later starts find it."""
    both = [PostgresVapidKeys(engine, VAULT, new_pem) for _ in range(2)]

    first, second = await asyncio.gather(*(keys.get() for keys in both))
    later = await PostgresVapidKeys(engine, VAULT, new_pem).get()

    assert first.public_text == second.public_text == later.public_text
    assert len(first.public_text) == 87


async def test_the_private_half_is_sealed(engine: PostgresEngine) -> None:
    """Whoever reads the table reads no key, and without the secret key nobody does."""
    await PostgresVapidKeys(engine, VAULT, new_pem).get()
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT k::text FROM server_keys k"))
        (row,) = rows.scalars()

    assert "PRIVATE" not in row
    with pytest.raises(SealBrokenError):
        await PostgresVapidKeys(engine, Vault([bytes(range(1, 33))]), new_pem).get()
