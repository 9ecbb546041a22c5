"""What ports promise when two works run at once; memory runs one at a time and cannot show it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeVar

import pytest
from attrs import evolve

from hikeshi.flow.work import OutboxRow, Work
from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.incidents.model.turns import TurnPlace
from hikeshi.kernel.errors import ConflictError, StaleError
from hikeshi.kernel.ids import EscalationPolicyId, ServiceId
from hikeshi.notifications.model.expiry import Expiry
from hikeshi.testing.builders import (
    START,
    a_notification,
    a_team,
    a_user,
    an_alert,
    an_incident,
    new_id,
)
from hikeshi.testing.conformance.flow import an_outbox_row
from hikeshi_server.outbound.postgres.directory import DirectoryCache
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions

T = TypeVar("T")
Step = Callable[[Work], Awaitable[T]]


@asynccontextmanager
async def standing_after(
    transactions: PostgresTransactions, first: Step[T]
) -> AsyncIterator[asyncio.Event]:
    """Keep a work open after its first step, until the event is set or the block ends."""
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def do(work: Work) -> None:
        await first(work)
        reached.set()
        await go_on.wait()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(transactions.run(do))
        await reached.wait()
        try:
            yield go_on
        finally:
            go_on.set()


async def waits(transactions: PostgresTransactions, step: Step[T]) -> asyncio.Task[T]:
    """Begin a work and return once PostgreSQL says that it waits for a lock."""
    task = asyncio.create_task(transactions.run(step))
    while not await waiting(transactions):
        assert not task.done(), "the second work did not wait"
    return task


async def waiting(transactions: PostgresTransactions) -> bool:
    """Say whether some work of this database waits for a lock."""
    async with transactions.engine.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        count: int = await raw.driver_connection.fetchval(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
    return count > 0


async def test_a_locked_incident_is_waited_for(postgres_transactions: PostgresTransactions) -> None:
    """Who waits for a locked incident gets it as it is after the other one's commit."""
    old = an_incident()
    new = evolve(old, status=IncidentStatus.ACKNOWLEDGED, assignee_ids=(new_id(),), version=2)
    await postgres_transactions.run(lambda work: work.incidents.add_many([old]))

    async def change(work: Work) -> None:
        await work.incidents.lock_many([old.id])
        await work.incidents.save_many([(old, new)])

    async with standing_after(postgres_transactions, change):
        second = await waits(postgres_transactions, lambda work: work.incidents.lock_many([old.id]))

    assert await second == {old.id: new}


async def test_a_locked_incident_is_skipped(postgres_transactions: PostgresTransactions) -> None:
    """Who does not want to wait leaves out what another work holds."""
    held, free = an_incident(), an_incident()
    await postgres_transactions.run(lambda work: work.incidents.add_many([held, free]))

    async with standing_after(
        postgres_transactions, lambda work: work.incidents.lock_many([held.id])
    ):
        found = await postgres_transactions.run(
            lambda work: work.incidents.lock_many([held.id, free.id], skip_locked=True)
        )

    assert found == {free.id: free}


async def test_two_works_hold_one_incident(postgres_transactions: PostgresTransactions) -> None:
    """Holding does not exclude holding, and leaves out what is being changed."""
    shared, changing = an_incident(), an_incident()
    await postgres_transactions.run(lambda work: work.incidents.add_many([shared, changing]))

    async def begin(work: Work) -> None:
        await work.hold_incidents([shared.id])
        await work.incidents.lock_many([changing.id])

    async with standing_after(postgres_transactions, begin):
        held = await postgres_transactions.run(
            lambda work: work.hold_incidents([shared.id, changing.id])
        )

    assert held == {shared.id: "triggered"}


async def test_an_acknowledgement_waits_for_a_claim(
    postgres_transactions: PostgresTransactions,
) -> None:
    """While a claim holds the incident nobody changes it: the change follows the claim's commit."""
    incident = an_incident()
    notification = a_notification(incident_id=incident.id)
    await postgres_transactions.run(lambda work: work.incidents.add_many([incident]))
    await postgres_transactions.run(lambda work: work.notifications.add_many([notification]))

    async def claim(work: Work) -> None:
        await work.hold_incidents([incident.id])
        await work.notifications.lock_many([notification.id], skip_locked=True)
        claimed = notification.claimed(START, timedelta(minutes=1))
        await work.notifications.save_many([claimed])

    async def acknowledge(work: Work) -> None:
        await work.incidents.lock_many([incident.id])
        expiry = Expiry(incident_id=incident.id, reason="acknowledged")
        await work.notifications.expire_open([expiry])

    async with standing_after(postgres_transactions, claim):
        second = await waits(postgres_transactions, acknowledge)
    await second

    found = await postgres_transactions.run(
        lambda work: work.notifications.get_many([notification.id])
    )
    assert (found[notification.id].attempts, found[notification.id].reason) == (1, "acknowledged")


async def test_a_locked_notification_is_skipped(
    postgres_transactions: PostgresTransactions,
) -> None:
    """Two workers never claim the same notification."""
    held, free = a_notification(), a_notification()
    await postgres_transactions.run(lambda work: work.notifications.add_many([held, free]))

    async with standing_after(
        postgres_transactions, lambda work: work.notifications.lock_many([held.id])
    ):
        found = await postgres_transactions.run(
            lambda work: work.notifications.lock_many([held.id, free.id], skip_locked=True)
        )

    assert found == {free.id: free}


@pytest.mark.parametrize("known", [True, False])
async def test_an_identity_is_locked_before_its_alert_is_read(
    postgres_transactions: PostgresTransactions, *, known: bool
) -> None:
    """A second batch about an identity sees what the first one made of it, new or known."""
    alert = an_alert()
    if known:
        over = an_alert(integration_id=alert.integration_id).resolved(START)
        await postgres_transactions.run(lambda work: work.alerts.add_many([over]))

    async def open_alert(work: Work) -> None:
        assert await work.alerts.lock_identities([alert.identity]) == {}
        await work.alerts.add_many([alert])

    async with standing_after(postgres_transactions, open_alert):
        second = await waits(
            postgres_transactions, lambda work: work.alerts.lock_identities([alert.identity])
        )

    assert await second == {alert.identity: alert}


async def test_identities_in_any_order_do_not_deadlock(
    postgres_transactions: PostgresTransactions,
) -> None:
    """Two batches over the same identities in opposite order both get through at once."""
    identities = [an_alert(dedup_key=f"k{number}").identity for number in range(50)]
    begun: list[int] = []

    async def lock(work: Work, order: int) -> None:
        begun.append(order)  # a deadlock would be repeated, and so counted twice
        await work.alerts.lock_identities(identities[::order])
        await work.alerts.count_firing([])

    await asyncio.gather(
        *(
            postgres_transactions.run(lambda work, order=order: lock(work, order))  # type: ignore[misc]
            for order in (1, -1) * 5
        )
    )

    assert len(begun) == 10


async def test_one_work_opens_a_group(postgres_transactions: PostgresTransactions) -> None:
    """While one work opens an incident for a group the next one waits, and then joins it."""
    group = (ServiceId(new_id()), "labels.cluster=eu")
    incident = an_incident(service_id=group[0], group_key=group[1])

    async def open_group(work: Work) -> None:
        assert await work.incident_groups.lock_open([group]) == {}
        await work.incidents.add_many([incident])

    async with standing_after(postgres_transactions, open_group):
        second = await waits(
            postgres_transactions, lambda work: work.incident_groups.lock_open([group])
        )

    assert (await second)[group].incident_id == incident.id


async def test_nobody_joins_an_incident_that_is_being_resolved(
    postgres_transactions: PostgresTransactions,
) -> None:
    """An incident of a group that is resolved while its lock is waited for takes in nothing."""
    group = (ServiceId(new_id()), "a")
    old = an_incident(service_id=group[0], group_key=group[1])
    new = evolve(old, status=IncidentStatus.RESOLVED)
    await postgres_transactions.run(lambda work: work.incidents.add_many([old]))

    async def resolve(work: Work) -> None:
        await work.incidents.lock_many([old.id])
        await work.incidents.save_many([(old, new)])

    async with standing_after(postgres_transactions, resolve):
        second = await waits(
            postgres_transactions, lambda work: work.incident_groups.lock_open([group])
        )

    assert await second == {}


async def test_rows_of_the_outbox_are_taken_by_one(
    postgres_transactions: PostgresTransactions,
) -> None:
    """Two workers take different rows, without waiting for each other."""
    first, second = an_outbox_row(), an_outbox_row()
    await postgres_transactions.run(lambda work: work.outbox.append_many([first, second]))

    async def take(work: Work) -> list[OutboxRow]:
        return list(await work.outbox.take(1))

    async with standing_after(postgres_transactions, take):
        assert await postgres_transactions.run(take) == [second]


async def test_the_second_editor_is_told(postgres_transactions: PostgresTransactions) -> None:
    """Of two who save the same next version at once one succeeds and the other is told."""
    team = a_team()
    edited = evolve(team, name="mine", version=2)
    await postgres_transactions.run(lambda work: work.teams.save_many([team]))

    async with standing_after(postgres_transactions, lambda work: work.teams.save_many([edited])):
        second = await waits(postgres_transactions, lambda work: work.teams.save_many([edited]))

    with pytest.raises(StaleError):
        await second


async def test_the_second_owner_of_a_key_is_told(
    postgres_transactions: PostgresTransactions,
) -> None:
    """Of two who take the same key at once one succeeds and the other is told."""
    async with standing_after(
        postgres_transactions, lambda work: work.users.save_many([a_user(key="ana")])
    ):
        second = await waits(
            postgres_transactions, lambda work: work.users.save_many([a_user(key="ana")])
        )

    with pytest.raises(ConflictError, match="“ana” is taken"):
        await second


async def test_a_locked_document_is_waited_for(postgres_transactions: PostgresTransactions) -> None:
    """Who waits for a locked object gets it as it is after the other one's commit."""
    team = a_team()
    edited = evolve(team, name="theirs", version=2)
    await postgres_transactions.run(lambda work: work.teams.save_many([team]))

    async def edit(work: Work) -> None:
        await work.teams.lock_many([team.id])
        await work.teams.save_many([edited])

    async with standing_after(postgres_transactions, edit):
        second = await waits(postgres_transactions, lambda work: work.teams.lock_many([team.id]))

    assert await second == {team.id: edited}


async def test_two_works_take_two_turns(postgres_transactions: PostgresTransactions) -> None:
    """Who asks whose turn it is waits for whoever asked before, and gets the next one."""
    place = TurnPlace(EscalationPolicyId(new_id()), 1)
    found = []

    async def take(work: Work) -> None:
        turn = (await work.turns.lock_many([place]))[place]
        await work.turns.save_many({place: turn + 1})
        found.append(turn)

    async with standing_after(postgres_transactions, take):
        second = await waits(postgres_transactions, take)
    await second

    assert found == [0, 1]


async def test_a_batch_sees_what_was_configured_while_it_waited(
    postgres_transactions: PostgresTransactions,
) -> None:
    """Whoever waited for an identity decides by the configuration that is there afterwards.

    Otherwise an alert that a silence made meanwhile keeps quiet would be let go by a process that
    has not heard of that silence.
    """
    identity = an_alert().identity
    elsewhere = evolve(postgres_transactions, cache=DirectoryCache())
    before = await elsewhere.run(lambda work: work.directory())

    async def decide(work: Work) -> int:
        await work.alerts.lock_identities([identity])
        return (await work.directory()).revision

    async with standing_after(
        postgres_transactions, lambda work: work.alerts.lock_identities([identity])
    ) as go_on:
        deciding = await waits(elsewhere, decide)
        await postgres_transactions.run(lambda work: work.teams.save_many([a_team()]))
        go_on.set()

    assert await deciding == before.revision + 1
