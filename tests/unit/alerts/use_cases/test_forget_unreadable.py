"""Removing messages that could not be understood long ago."""

from datetime import timedelta

from hikeshi.alerts.use_cases.forget_unreadable import ForgetUnreadable
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.testing.builders import START
from hikeshi.testing.conformance.alerts import an_unreadable_signal


async def test_only_so_many_are_removed_at_once() -> None:
    """What came before the instant goes a little at a time; what came since then stays."""
    store = Store()
    transactions = InMemoryTransactions(store, FixedClock(START), CountingIds())
    late, *old = [an_unreadable_signal(received_at=START - timedelta(days=n)) for n in range(4)]
    await transactions.run(lambda work: work.unreadable_signals.add_many([late, *old]))

    gone = [
        await transactions.run(lambda work: ForgetUnreadable()(work, before=START, limit=2))
        for _ in range(3)
    ]

    assert gone == [2, 1, 0]
    assert list(store.unreadable.rows) == [late.id]
