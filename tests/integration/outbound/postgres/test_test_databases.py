"""The databases tests are given."""

import asyncio

import asyncpg
import pytest


def tables(url: str, create: str) -> int:
    """Create a table of that name and return how many of such names there are."""

    async def ask() -> int:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            await connection.execute(f"CREATE TABLE {create} (id int)")
            query = (
                "SELECT count(*) FROM pg_class WHERE relname LIKE 'only_mine_%' AND relkind = 'r'"
            )
            return int(await connection.fetchval(query))
        finally:
            await connection.close()

    return asyncio.run(ask())


@pytest.mark.parametrize("number", [1, 2])
def test_each_test_has_a_database_of_its_own(postgres_url: str, number: int) -> None:
    """What one test writes, no other test sees."""
    assert tables(postgres_url, f"only_mine_{number}") == 1
