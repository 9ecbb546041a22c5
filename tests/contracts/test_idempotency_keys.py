"""Answers to repeatable requests are kept alike in memory and in PostgreSQL."""

from datetime import timedelta
from typing import Any

import pytest

from hikeshi.flow.work import Work
from hikeshi.memory.idempotency import InMemoryIdempotencyKeys
from hikeshi.memory.transactions import InMemoryTransactions
from hikeshi_server.outbound.postgres.idempotency import PostgresIdempotencyKeys
from tests.contracts.conftest import VisibleSealer

PLACE = {"actor": "ana", "route": "POST /x", "key": "k"}


@pytest.fixture
def keys(transactions: Any) -> Any:
    """The implementation that belongs to the works."""
    if isinstance(transactions, InMemoryTransactions):
        return InMemoryIdempotencyKeys(transactions.store)
    return PostgresIdempotencyKeys(VisibleSealer())


async def answer(transactions: Any, keys: Any, body: bytes = b"{}", **place: str) -> Any:
    """Claim a key in a work of its own, and keep an answer where it was free."""
    where = {**PLACE, **place}

    async def do(work: Work) -> Any:
        found = await keys.claim(work, digest=b"d", **where)
        if found is None:
            await keys.keep(work, status=201, body=body, **where)
        return found

    return await transactions.run(do)


async def test_the_first_answer_is_given_again(transactions: Any, keys: Any) -> None:
    """The second claim gets what the first one kept."""
    assert await answer(transactions, keys, b'{"a": "\xc3\xa9"}') is None
    again = await answer(transactions, keys, b"other")

    assert (again.digest, again.status, again.body) == (b"d", 201, b'{"a": "\xc3\xa9"}')


@pytest.mark.parametrize("other", [{"actor": "ben"}, {"route": "POST /y"}, {"key": "l"}])
async def test_a_key_is_one_actor_s_at_one_address(
    transactions: Any, keys: Any, other: dict[str, str]
) -> None:
    """Somebody else, another address or another key is another request."""
    await answer(transactions, keys)

    assert await answer(transactions, keys, **other) is None


async def test_a_work_that_fails_gives_its_key_back(transactions: Any, keys: Any) -> None:
    """What was not done was not answered."""

    async def fail(work: Work) -> None:
        await keys.claim(work, digest=b"d", **PLACE)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await transactions.run(fail)

    assert await answer(transactions, keys) is None


async def test_a_key_is_free_again_after_a_day(transactions: Any, keys: Any) -> None:
    """After 24 hours the key stands for a new request."""
    await answer(transactions, keys, b"first")
    transactions.clock.advance(timedelta(hours=24, seconds=1))

    assert await answer(transactions, keys, b"second") is None
    assert (await answer(transactions, keys)).body == b"second"
