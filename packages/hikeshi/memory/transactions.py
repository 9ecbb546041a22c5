"""Works in memory: one at a time, all of it or nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from attrs import field, frozen

from hikeshi.flow.settle import settle
from hikeshi.flow.work import Work
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import IdSource
from hikeshi.memory.store import Store
from hikeshi.memory.work import InMemoryWork

T = TypeVar("T")


@frozen
class InMemoryTransactions:
    """Opens works over one store, one after the other.

    Args:
        watch: Is told what happened in each work once it is committed.
        keeps_records: Whether timeline and journal are written.
    """

    store: Store
    clock: Clock
    ids: IdSource
    watch: Callable[[Sequence[Event]], None] | None = None
    keeps_records: bool = True
    _turn: asyncio.Lock = field(factory=asyncio.Lock)
    _first: InMemoryWork = field(init=False)

    @_first.default
    def _make_first(self) -> InMemoryWork:
        return InMemoryWork(
            self.store, self.clock.now(), self.ids, keeps_records=self.keeps_records
        )

    async def run(self, do: Callable[[Work], Awaitable[T]], *, request_id: str | None = None) -> T:
        """Do it in one work, settle, commit; all of it or nothing."""
        async with self._turn:
            work = self._first.begin(self.clock.now(), request_id)
            try:
                result = await do(work)
                happened = await settle(work)
            except BaseException:
                self.store.roll_back()
                raise
            self.store.commit()
            if self.watch is not None:
                self.watch(happened)
            return result
