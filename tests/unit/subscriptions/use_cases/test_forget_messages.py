"""Removing messages to subscribers that ended long ago."""

from datetime import timedelta

from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.subscriptions.model.subscription_message import PostReport
from hikeshi.subscriptions.use_cases.forget_messages import ForgetMessages
from hikeshi.testing.builders import START
from hikeshi.testing.conformance.subscriptions import LEASE, a_subscription_message

DAY = timedelta(days=1)


async def test_only_so_many_are_removed_at_once() -> None:
    """What ended before the instant goes a little at a time; what has not ended stays."""
    store = Store()
    transactions = InMemoryTransactions(store, FixedClock(START), CountingIds())
    taken = PostReport(arrived=True, reason="yes")
    old = [
        a_subscription_message().claimed(START - DAY, LEASE).reported(taken, START - DAY)
        for _ in range(3)
    ]
    waiting = a_subscription_message(due_at=START - DAY)
    await transactions.run(lambda work: work.subscription_messages.add_many([*old, waiting]))

    gone = [
        await transactions.run(lambda work: ForgetMessages()(work, before=START, limit=2))
        for _ in range(3)
    ]

    assert gone == [2, 1, 0]
    assert list(store.subscription_messages.rows) == [waiting.id]
