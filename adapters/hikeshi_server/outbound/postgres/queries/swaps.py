"""Swaps listed from PostgreSQL: one statement a page."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.flow.queries.keyset import Keyset
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.oncall import Swap
from hikeshi.oncall.queries import SwapFilters, SwapView, swap_view
from hikeshi_server.outbound.postgres.documents import CONVERTER
from hikeshi_server.outbound.postgres.queries.selection import Reader, Selection

_SWAPS = "SELECT id, document FROM swaps"


@frozen
class PostgresSwapQueries:
    """Lists swaps."""

    _reader: Reader
    _clock: Clock

    async def list_page(self, page: PageRequest, filters: SwapFilters) -> PageOf[SwapView]:
        """Return a page of the swaps that pass the filters now."""
        keyset, now = Keyset.read(page, filters.SORTS, filters), self._clock.now()
        wanted = (
            Selection(_SWAPS)
            .where("schedule_id = {}", filters.schedule_id)
            .where("(giver_id = {0} OR asked_id = {0} OR taker_id = {0})", filters.user_id)
        )
        if filters.status is not None:
            _with_status(wanted, filters.status, now)
        rows = await self._reader.rows(wanted.page(keyset), *wanted.values)
        swaps = [CONVERTER.structure(row["document"], Swap) for row in rows]
        found = keyset.page(swaps, lambda _: "")
        return PageOf(tuple(swap_view(swap, now) for swap in found.items), found.next_cursor)


def _with_status(wanted: Selection, statuses: Sequence[str], now: datetime) -> None:
    wanted.values += [now, list(statuses)]
    at, named = len(wanted.values) - 1, len(wanted.values)
    wanted.always(
        f"(CASE WHEN status IN ('offered', 'asked') AND expires_at <= ${at} THEN 'expired'"
        f" ELSE status END) = ANY(${named}::text[])"
    )
