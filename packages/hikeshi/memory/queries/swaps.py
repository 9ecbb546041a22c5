"""Swaps listed from memory."""

from attrs import frozen

from hikeshi.flow.queries.keyset import Keyset
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.memory.store import Store
from hikeshi.oncall.queries import SwapFilters, SwapView, swap_view


@frozen
class InMemorySwapQueries:
    """Lists swaps."""

    store: Store
    clock: Clock

    async def list_page(self, page: PageRequest, filters: SwapFilters) -> PageOf[SwapView]:
        """Return a page of the swaps that pass the filters now."""
        keyset, now = Keyset.read(page, filters.SORTS, filters), self.clock.now()
        swaps = (row for row in self.store.swaps.rows.values() if filters.passes(row, now))
        found = keyset.cut(swaps, lambda _: "")
        return PageOf(tuple(swap_view(swap, now) for swap in found.items), found.next_cursor)
