"""Removing notices that expired long ago."""

from datetime import timedelta

from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.notifications.use_cases.forget_notices import ForgetNotices
from hikeshi.testing.builders import START
from hikeshi.testing.conformance.notices import a_notice


async def test_only_so_many_are_removed_at_once() -> None:
    """What expired before the instant goes a little at a time; what expires later stays."""
    store = Store()
    transactions = InMemoryTransactions(store, FixedClock(START), CountingIds())
    kept, *old = [a_notice(expires_at=START - timedelta(days=n)) for n in range(4)]
    await transactions.run(lambda work: work.notices.add_many([kept, *old]))

    gone = [
        await transactions.run(lambda work: ForgetNotices()(work, before=START, limit=2))
        for _ in range(3)
    ]

    assert gone == [2, 1, 0]
    assert list(store.notices.rows) == [kept.id]
