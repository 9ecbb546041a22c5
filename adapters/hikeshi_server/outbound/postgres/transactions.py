"""Opens works on PostgreSQL: begins, settles, commits, repeats, wakes."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from asyncpg.transaction import Transaction
from attrs import field, frozen

from hikeshi.flow.settle import settle
from hikeshi.flow.work import Work
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.errors import HikeshiError
from hikeshi_server.outbound.postgres.directory import DirectoryCache
from hikeshi_server.outbound.postgres.engine import Lent, PostgresEngine
from hikeshi_server.outbound.postgres.errors import is_repeatable, is_unavailable, translated
from hikeshi_server.outbound.postgres.identities import MonotonicIds
from hikeshi_server.outbound.postgres.plans import NoWaker, Waker
from hikeshi_server.outbound.postgres.sealer import Sealer
from hikeshi_server.outbound.postgres.session import Session
from hikeshi_server.outbound.postgres.starting import NobodyStarts, Starter, nothing_begun
from hikeshi_server.outbound.postgres.statements import SPENT
from hikeshi_server.outbound.postgres.work import PostgresWork

T = TypeVar("T")

#: How often a work is begun before its caller is told to try again.
TRIES = 4
#: Seconds before the first repetition, doubled each time, with jitter.
PAUSE = 0.01


@frozen
class PostgresTransactions:
    """Opens works; each is one transaction, READ COMMITTED.

    Args:
        waker: Told after a commit what became due soon.
        cache: The configuration all works of this process share.
        starter: Begins what a work has planned for now.
    """

    engine: PostgresEngine
    clock: Clock
    ids: MonotonicIds
    sealer: Sealer
    waker: Waker = field(factory=NoWaker)
    cache: DirectoryCache = field(factory=DirectoryCache)
    starter: Starter = field(factory=NobodyStarts)

    async def run(self, do: Callable[[Work], Awaitable[T]], *, request_id: str | None = None) -> T:
        """Do it in one work, settle, commit; all of it or nothing.

        Raises:
            DatabaseUnavailableError: The database is away or full, or others kept changing
                the same things through all repetitions.
        """
        for repetition in range(TRIES):
            try:
                return await self._once(do, request_id)
            except HikeshiError:
                raise
            except Exception as error:
                if not is_repeatable(error) or repetition == TRIES - 1:
                    raise translated(error) from error
                await asyncio.sleep(PAUSE * 2**repetition * (1 + random.random()))  # noqa: S311
        raise AssertionError("the last try returns or raises")

    async def _once(self, do: Callable[[Work], Awaitable[T]], request_id: str | None) -> T:
        committed = False
        follow: Callable[[bool], None] = nothing_begun
        try:
            async with transaction(self.engine) as session:
                now = self.clock.now()
                work = PostgresWork(
                    session,
                    self.sealer,
                    self.cache,
                    now=now,
                    ids=self.ids.at(now),
                    request_id=request_id,
                )
                result = await do(work)
                await settle(work)
                follow = await self.starter.begin(work)
                await work.finish()
            committed = True
        finally:
            follow(committed)
        channels = work.plans.to_wake(work.now)
        if channels:
            self.waker.wake(channels)
        return result


@asynccontextmanager
async def transaction(engine: PostgresEngine) -> AsyncIterator[Session]:
    """Open a transaction; a connection that breaks in it is given up."""
    lent, begun = await _begun(engine)
    try:
        SPENT.transactions += 1
        session = Session(lent.driver)
        try:
            yield session
            await session.flush()
        except BaseException:
            await begun.rollback()
            raise
        await begun.commit()
    finally:
        await _given_back(engine, lent)


async def _begun(engine: PostgresEngine) -> tuple[Lent, Transaction]:
    """Begin on a living connection: that one is closed may show only when it is spoken to."""
    for left in reversed(range(engine.size + 1)):
        lent = await engine.lend()
        begun: Transaction = lent.driver.transaction()
        try:
            await begun.start()
        except BaseException as error:
            await _given_back(engine, lent)
            if not left or not is_unavailable(error):
                raise
        else:
            return lent, begun
    raise AssertionError("the last try returns or raises")


async def _given_back(engine: PostgresEngine, lent: Lent) -> None:
    if lent.driver.is_closed() or lent.driver.is_in_transaction():
        await lent.invalidate()
    await engine.take_back(lent)
