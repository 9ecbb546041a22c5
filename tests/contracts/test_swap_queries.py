"""Swaps are listed the same from memory and from PostgreSQL."""

from typing import Any

from hikeshi.kernel.ids import UserId
from hikeshi.memory.queries import InMemorySwapQueries
from hikeshi.memory.transactions import InMemoryTransactions
from hikeshi.oncall import SwapStatus
from hikeshi.oncall.queries import SwapFilters, SwapQueries
from hikeshi.testing.builders import a_swap, new_id
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.outbound.postgres.queries.swaps import PostgresSwapQueries
from tests.contracts.test_queries import every

ANA, BEN = UserId(new_id()), UserId(new_id())


def swap_queries(transactions: Any) -> SwapQueries:
    """Return the queries of either kind."""
    if isinstance(transactions, InMemoryTransactions):
        return InMemorySwapQueries(transactions.store, transactions.clock)
    return PostgresSwapQueries(Reader(transactions.engine), transactions.clock)


async def test_swaps_pass_filters_as_they_are_now(transactions: Any) -> None:
    """By schedule, whoever takes part, and what has become of them by now."""
    clock, queries = transactions.clock, swap_queries(transactions)
    given = a_swap(giver_id=ANA)
    asked = a_swap(asked_id=ANA, giver_id=BEN, status=SwapStatus.ASKED)
    taken = a_swap(taker_id=ANA, giver_id=BEN, status=SwapStatus.ACCEPTED)
    others = a_swap()
    made = [given, asked, taken, others]
    await transactions.run(lambda work: work.swaps.save_many(made))
    expired = (SwapStatus.EXPIRED,)
    cases: list[tuple[SwapFilters, list[Any]]] = [
        (SwapFilters(), made),
        (SwapFilters(user_id=ANA), [given, asked, taken]),
        (SwapFilters(user_id=BEN), [asked, taken]),
        (SwapFilters(schedule_id=taken.schedule_id), [taken]),
        (SwapFilters(status=(SwapStatus.OFFERED, SwapStatus.ASKED)), [given, asked, others]),
        (SwapFilters(status=expired), []),
    ]
    for filters, expected in cases:
        rows = await every(queries.list_page, filters, "offered_at")
        assert [row.id for row in rows] == [swap.id for swap in expected]
    clock.instant = given.start
    late = await every(queries.list_page, SwapFilters(status=expired))

    assert [(row.id, row.status.value) for row in late] == [
        (swap.id, "expired") for swap in (others, asked, given)
    ]
