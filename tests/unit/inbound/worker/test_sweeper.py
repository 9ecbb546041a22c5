"""The duty that removes what ended long ago."""

from datetime import timedelta

from hikeshi.access.use_cases.forget_ended import ForgetEnded
from hikeshi.alerts.use_cases.forget_quiet import ForgetQuiet
from hikeshi.alerts.use_cases.forget_unreadable import ForgetUnreadable
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.testing.builders import START, an_alert
from hikeshi.testing.conformance.access import a_session
from hikeshi.testing.conformance.alerts import an_unreadable_signal
from hikeshi.testing.conformance.sweeping import fire_and_end
from hikeshi_server.inbound.worker.sweeper import BREATH_SECONDS, Ageing, Sweeper

MONTH = timedelta(days=30)


async def test_it_sweeps_once_a_day_what_is_older_than_it_keeps() -> None:
    """Nothing at the start; then everything, a little at a time; then nothing for a day."""
    store, clock = Store(), FixedClock(START)
    transactions = InMemoryTransactions(store, clock, CountingIds())
    ageing = (
        Ageing("access", ForgetEnded(), MONTH),
        Ageing("unreadable signals", ForgetUnreadable(), 3 * MONTH),
    )
    sweeper = Sweeper(transactions, clock, ageing, ForgetQuiet(), keep=MONTH)
    old = an_alert(episode="1").resolved(START - 2 * MONTH)
    late = an_alert(dedup_key="late", episode="1").resolved(START)
    await fire_and_end(transactions, old, late)
    sessions = [a_session(expires_at=START - 2 * MONTH), a_session(expires_at=START)]
    await transactions.run(lambda work: work.sessions.save_many(sessions))

    unreadable = [an_unreadable_signal(received_at=START - age) for age in (4 * MONTH, 2 * MONTH)]
    await transactions.run(lambda work: work.unreadable_signals.add_many(unreadable))

    assert await sweeper.run_once() == 600
    assert len(store.sessions.rows) == 2
    clock.advance(timedelta(minutes=10))
    pauses = [await sweeper.run_once() for _ in range(4)]

    assert pauses == [*[BREATH_SECONDS] * 3, 86_400]
    assert list(store.sessions.rows) == [sessions[1].id]
    assert list(store.unreadable.rows) == [unreadable[1].id]
    assert list(store.ended_episodes.rows) == [late.identity]
    assert await sweeper.run_once() == 86_400
