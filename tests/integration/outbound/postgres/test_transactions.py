"""Works on PostgreSQL: repeated where that helps, refused where it does not, all or nothing."""

import asyncio
import gc
from collections.abc import Callable, Collection
from datetime import timedelta
from weakref import ref

import pytest
from asyncpg.exceptions import DivisionByZeroError
from attrs import define, evolve, field
from tests.contracts.test_locks import standing_after

from hikeshi.flow.work import Work
from hikeshi.incidents.model.escalation import Escalation
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import TeamId
from hikeshi.memory.clock import FixedClock
from hikeshi.teams.model.team import Team
from hikeshi.testing.builders import (
    START,
    a_notification,
    a_team,
    a_user,
    an_incident,
)
from hikeshi.testing.conformance.flow import an_outbox_row
from hikeshi_server.outbound.postgres.engine import PoolSettings, PostgresEngine, create_engine
from hikeshi_server.outbound.postgres.errors import DatabaseBusyError, DatabaseUnavailableError
from hikeshi_server.outbound.postgres.plans import NOTIFICATIONS, OUTBOX, TIMERS
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from hikeshi_server.outbound.postgres.work import PostgresWork


@define
class Bells:
    """Remembers what was woken."""

    rung: list[set[str]] = field(factory=list)

    def wake(self, channels: Collection[str]) -> None:
        """Remember it."""
        self.rung.append(set(channels))


async def sql(work: Work, statement: str) -> None:
    """Run a statement inside a work."""
    assert isinstance(work, PostgresWork)
    await work.session.run(statement)


async def names(transactions: PostgresTransactions, *teams: Team) -> list[str]:
    """Return what teams are called now."""
    found = await transactions.run(lambda work: work.teams.get_many([team.id for team in teams]))
    return [team.name for team in found.values()]


async def test_a_deadlock_is_repeated(transactions: PostgresTransactions) -> None:
    """Two works that lock each other out both succeed in the end."""
    first, second = a_team(), a_team()
    await transactions.run(lambda work: work.teams.save_many([first, second]))
    both_hold = asyncio.Barrier(2)
    tries: list[TeamId] = []

    async def cross(work: Work, mine: Team, theirs: Team) -> None:
        await work.teams.lock_many([mine.id])
        tries.append(mine.id)
        if tries.count(mine.id) == 1:
            await both_hold.wait()
        await work.teams.lock_many([theirs.id])

    await asyncio.gather(
        transactions.run(lambda work: cross(work, first, second)),
        transactions.run(lambda work: cross(work, second, first)),
    )

    assert len(tries) > 2


async def test_a_repeated_work_starts_afresh(transactions: PostgresTransactions) -> None:
    """A repetition sees nothing of the try before it, neither rows nor events."""
    works: list[Work] = []
    team = a_team()

    async def fail_once(work: Work) -> None:
        works.append(work)
        await work.teams.save_many([team])
        if len(works) == 1:
            await sql(work, "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")

    await transactions.run(fail_once)

    assert len(works) == 2
    assert works[0] is not works[1]
    assert await names(transactions, team) == [team.name]


async def test_a_lock_held_for_ever_ends_in_busy(transactions: PostgresTransactions) -> None:
    """After three repetitions the caller is told to try again."""
    team = a_team()
    await transactions.run(lambda work: work.teams.save_many([team]))

    async with standing_after(transactions, lambda work: work.teams.lock_many([team.id])):
        with pytest.raises(DatabaseBusyError):
            await transactions.run(lambda work: work.teams.lock_many([team.id]))


@pytest.mark.parametrize("state", ["53100", "53300", "57P01", "58030", "25006"])
async def test_a_full_or_failing_database_is_unavailable(
    transactions: PostgresTransactions, state: str
) -> None:
    """A full disk, too many connections, a shutdown, an I/O error: all mean “try again soon”."""
    with pytest.raises(DatabaseUnavailableError):
        await transactions.run(
            lambda work: sql(work, f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")
        )


async def test_a_defect_is_not_disguised(transactions: PostgresTransactions) -> None:
    """An error of our own stays what it is."""
    with pytest.raises(Exception, match="no_such_table"):
        await transactions.run(lambda work: sql(work, "SELECT * FROM no_such_table"))


async def test_text_that_cannot_be_kept_is_refused(transactions: PostgresTransactions) -> None:
    """U+0000 is the sender's fault and says so."""
    with pytest.raises(InvalidError, match="U\\+0000"):
        await transactions.run(lambda work: work.teams.save_many([a_team(name="a\x00b")]))


async def test_lost_connections_are_replaced(
    transactions: PostgresTransactions, engine: PostgresEngine
) -> None:
    """Once PostgreSQL has closed all connections, the next work opens a new one."""
    await asyncio.gather(*(transactions.run(lambda work: work.directory()) for _ in range(5)))
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        await raw.driver_connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    team = a_team()

    for _ in range(5):
        await transactions.run(lambda work: work.teams.get_many([team.id]))


async def test_a_connection_lost_in_the_middle_is_unavailable(
    transactions: PostgresTransactions,
) -> None:
    """A work whose connection breaks has done nothing, and the next one succeeds."""
    team = a_team()

    async def break_off(work: Work) -> None:
        await work.teams.save_many([team])
        await sql(work, "SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(DatabaseUnavailableError):
        await transactions.run(break_off)

    assert await names(transactions, team) == []


async def test_a_database_that_is_away_is_unavailable(clock: FixedClock) -> None:
    """Without PostgreSQL every work is refused at once."""
    engine = create_engine(
        "postgresql+asyncpg://hikeshi@/hikeshi?host=/nowhere", PoolSettings(wait=1)
    )
    nowhere = PostgresTransactions(engine, clock, lambda: an_incident().id, object())  # type: ignore[arg-type]

    with pytest.raises(DatabaseUnavailableError):
        await nowhere.run(lambda work: work.directory())
    await engine.dispose()


async def test_a_cancelled_work_leaves_nothing(transactions: PostgresTransactions) -> None:
    """Cancelling a work undoes it and gives its connection back."""
    team, written = a_team(), asyncio.Event()

    async def hang(work: Work) -> None:
        await work.teams.save_many([team])
        written.set()
        await asyncio.Event().wait()

    for _ in range(6):  # more than there are connections
        written.clear()
        task = asyncio.create_task(transactions.run(hang))
        await written.wait()
        task.cancel()
        await asyncio.wait([task])

    assert await names(transactions, team) == []


async def test_others_are_woken_for_what_is_due_soon(
    engine: PostgresEngine, transactions: PostgresTransactions, clock: FixedClock
) -> None:
    """After the commit those wake up who have something to do before their next look."""
    bells = Bells()
    woken = evolve(transactions, waker=bells)
    soon, later = START + timedelta(seconds=0.9), START + timedelta(seconds=2)
    due_soon = an_incident(escalation=Escalation(next_step_at=soon))
    due_later = an_incident(escalation=Escalation(next_step_at=later))

    await woken.run(lambda work: work.incidents.add_many([due_later, due_soon]))
    await woken.run(lambda work: work.incidents.add_many([an_incident()]))
    await woken.run(lambda work: work.notifications.add_many([a_notification()]))
    await woken.run(lambda work: work.notifications.add_many([a_notification(due_at=later)]))
    await woken.run(lambda work: work.outbox.append_many([an_outbox_row()]))
    await woken.run(lambda work: work.directory())

    assert bells.rung == [{TIMERS}, {NOTIFICATIONS}, {OUTBOX}]


async def test_nobody_is_woken_by_what_was_undone(
    transactions: PostgresTransactions,
) -> None:
    """A work that fails wakes nobody."""
    bells = Bells()

    async def fail(work: Work) -> None:
        await work.notifications.add_many([a_notification()])
        raise InvalidError

    with pytest.raises(InvalidError):
        await evolve(transactions, waker=bells).run(fail)

    assert bells.rung == []


async def test_a_change_elsewhere_is_seen(
    transactions: PostgresTransactions, engine: PostgresEngine
) -> None:
    """Another process's change of the configuration shows in the next work."""
    elsewhere = PostgresTransactions(
        engine, transactions.clock, transactions.ids, transactions.sealer
    )
    before = await transactions.run(lambda work: work.directory())
    user = a_user()

    await elsewhere.run(lambda work: work.users.save_many([user]))

    after = await transactions.run(lambda work: work.directory())
    assert user.id not in before.users
    assert after.users == {user.id: user}


@define
class Ends:
    """Remembers what became of the works it was shown."""

    seen: list[bool] = field(factory=list)

    async def begin(self, work: Work) -> Callable[[bool], None]:
        """Begin nothing, and remember the end."""
        del work
        return self.seen.append


async def test_what_begins_with_a_work_learns_of_its_end(
    transactions: PostgresTransactions,
) -> None:
    """What a work has begun is told once that it may leave, or that nothing came of it."""
    ends = Ends()
    starting = evolve(transactions, starter=ends)

    async def breaks(work: Work) -> None:
        # A write that waits fails right before the commit, after the work has begun things.
        assert isinstance(work, PostgresWork)
        await work.session.later("DELETE FROM teams WHERE 1 / 0 = 1")

    await starting.run(lambda work: work.teams.save_many([a_team()]))
    with pytest.raises(DivisionByZeroError):
        await starting.run(breaks)

    assert ends.seen == [True, False]


async def test_a_work_is_let_go_of_when_it_ends(transactions: PostgresTransactions) -> None:
    """What a storm decides in a work is gone with it, without a look for cycles."""

    async def ask(work: Work) -> "ref[Work]":
        await work.alerts.lock_identities(())
        await work.incidents.get_many(())
        await work.directory()
        return ref(work)

    gc.disable()
    try:
        ended = await transactions.run(ask)

        assert ended() is None
    finally:
        gc.enable()
