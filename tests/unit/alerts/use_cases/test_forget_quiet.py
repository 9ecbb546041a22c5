"""Forgetting dedup keys nothing fires under."""

from hikeshi.alerts.use_cases.forget_quiet import ForgetQuiet
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.testing.builders import START, an_alert
from hikeshi.testing.conformance.sweeping import DAY, fire_and_end


async def test_keys_are_looked_at_a_stretch_at_a_time() -> None:
    """Each call goes on where the last one ended, until there is nothing left."""
    transactions = InMemoryTransactions(Store(), FixedClock(START), CountingIds())
    ended = [an_alert(dedup_key=key, episode="1").resolved(START - DAY) for key in "abc"]
    await fire_and_end(transactions, *ended)

    first = await transactions.run(
        lambda work: ForgetQuiet()(work, after=None, before=START, limit=2)
    )
    second = await transactions.run(
        lambda work: ForgetQuiet()(work, after=first, before=START, limit=2)
    )
    third = await transactions.run(
        lambda work: ForgetQuiet()(work, after=second, before=START, limit=2)
    )

    assert first is not None
    assert second is not None
    assert (first.forgotten, second.forgotten, third) == (2, 1, None)
