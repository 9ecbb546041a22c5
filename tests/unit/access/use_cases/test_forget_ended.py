"""Removing what ended long ago."""

from datetime import timedelta

from hikeshi.access.use_cases.forget_ended import ForgetEnded
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.testing.builders import START
from hikeshi.testing.conformance.access import a_session


async def test_a_session_that_ended_long_ago_is_removed() -> None:
    """What ended before the instant goes; what ended after it stays."""
    transactions = InMemoryTransactions(Store(), FixedClock(START), CountingIds())
    old = a_session(expires_at=START - timedelta(days=2))
    late = a_session(expires_at=START)
    await transactions.run(lambda work: work.sessions.save_many([old, late]))

    gone = await transactions.run(
        lambda work: ForgetEnded()(work, before=START - timedelta(days=1), limit=10)
    )

    assert gone == 1
    kept = await transactions.run(lambda work: work.sessions.get_many([old.id, late.id]))
    assert set(kept) == {late.id}
