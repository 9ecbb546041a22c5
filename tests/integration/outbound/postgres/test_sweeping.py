"""Sweeping past what is locked, and what nobody knows the age of."""

import asyncio
from datetime import timedelta

from tests.product.installation import works

from hikeshi.flow.work import Work
from hikeshi.testing.builders import START, an_alert
from hikeshi.testing.conformance.sweeping import DAY, fire_and_end
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions


async def forgotten(transactions: PostgresTransactions, before: timedelta) -> int:
    """Sweep everything quiet since before then; return how many were forgotten."""
    found = await transactions.run(
        lambda work: work.quiet_identities.forget(None, work.now + before, 10)
    )
    return 0 if found is None else found.forgotten


async def test_a_key_of_unknown_age_counts_from_the_first_sweep(postgres_url: str) -> None:
    """A key that never fired has no age: the first sweep gives it one, a later one forgets it."""
    async with works(postgres_url) as transactions:
        await transactions.run(lambda work: work.alerts.lock_identities([an_alert().identity]))

        assert await forgotten(transactions, DAY) == 0
        assert await forgotten(transactions, -DAY) == 0
        assert await forgotten(transactions, DAY) == 1


async def test_a_key_a_batch_holds_is_left_alone(postgres_url: str) -> None:
    """Nobody waits for the sweep, and the sweep for nobody."""
    old = an_alert(episode="1").resolved(START - DAY)
    swept = asyncio.Event()
    async with works(postgres_url) as transactions:
        await fire_and_end(transactions, old)
        held = asyncio.Event()

        async def batch(work: Work) -> None:
            await work.alerts.lock_identities([old.identity])
            held.set()
            await swept.wait()

        running = asyncio.create_task(transactions.run(batch))
        await held.wait()
        assert await forgotten(transactions, timedelta(0)) == 0
        swept.set()
        await running

        assert await forgotten(transactions, timedelta(0)) == 1
