"""Opens works on PostgreSQL: begins, settles, commits, repeats, wakes."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from attrs import field, frozen
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from hikeshi.flow.settle import settle
from hikeshi.flow.work import Work
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.errors import HikeshiError
from hikeshi_server.outbound.postgres.directory import DirectoryCache
from hikeshi_server.outbound.postgres.errors import is_repeatable, translated
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

    engine: AsyncEngine
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
            async with opened(self.engine) as connection, transaction(connection) as session:
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
async def opened(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Lend a living connection; one that PostgreSQL has closed meanwhile is replaced."""
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        if _driver(raw).is_closed():
            await connection.invalidate()
        yield connection


@asynccontextmanager
async def transaction(connection: AsyncConnection) -> AsyncIterator[Session]:
    """Open a transaction on the driver's connection; a broken connection is given up."""
    driver = _driver(await connection.get_raw_connection())
    try:
        async with driver.transaction():
            SPENT.transactions += 1
            session = Session(driver)
            yield session
            await session.flush()
    finally:
        if driver.is_closed() or driver.is_in_transaction():
            await connection.invalidate()


def _driver(raw: Any) -> Any:
    return raw.driver_connection
