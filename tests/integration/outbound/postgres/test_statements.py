"""No unit of work runs a statement once per object: many cost as many statements as one."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hikeshi.alerts.model.alert import AlertIdentity
from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.flow.ingestion import IngestSignals
from hikeshi.flow.resolving import ResolveWithItsAlerts
from hikeshi.flow.work import Work
from hikeshi.incidents.model.escalation_policy import Step, Target, TargetKind
from hikeshi.incidents.use_cases.run_due_timers import RunDueTimers
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import IncidentId
from hikeshi.kernel.severity import Severity
from hikeshi.memory.clock import FixedClock
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.use_cases.claim_notifications import Claim, ClaimNotifications
from hikeshi.notifications.use_cases.record_deliveries import FinishedAttempt, RecordDeliveries
from hikeshi.teams.model.integration import Integration
from hikeshi.testing.builders import (
    a_contact_method,
    a_grouping,
    a_notification_rule,
    a_policy,
    a_service,
    a_user,
    an_integration,
)
from hikeshi_server.outbound.postgres.statements import (
    RepeatedStatementError,
    StatementCount,
    counting,
)
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions

Do = Callable[[Work], Awaitable[Any]]


async def configured(work: Work, *, grouped: bool = False) -> Integration:
    """Write one person, their policy of two steps, a service and its sender."""
    user = a_user()
    method = a_contact_method(user_id=user.id)
    rule = a_notification_rule(user_id=user.id, contact_method_id=method.id)
    step = Step(targets=(Target(TargetKind.USER, user.id),), delay=timedelta(minutes=5))
    policy = a_policy(steps=(step, step))
    service = a_service(escalation_policy_id=policy.id, auto_resolve=timedelta(days=1))
    integration = an_integration(service_id=service.id)
    await work.users.save_many([user])
    await work.contact_methods.save_many([method])
    await work.notification_rules.save_many([rule])
    await work.escalation_policies.save_many([policy])
    await work.services.save_many([service])
    await work.integrations.save_many([integration])
    if grouped:
        await work.groupings.replace_all([a_grouping(service_id=service.id)])
    return integration


def signals(
    sender: Integration, count: int, action: SignalAction = SignalAction.TRIGGER
) -> list[Signal]:
    """Return a signal for each of so many things."""
    return [
        Signal(
            integration_id=sender.id,
            action=action,
            dedup_key=f"disk-{number}",
            severity=Severity.SEV1,
            title="Disk is full",
            labels={"cluster": str(number % 3)},
            payload={"n": number},
        )
        for number in range(count)
    ]


async def counted(transactions: PostgresTransactions, do: Do) -> tuple[StatementCount, Any]:
    """Run a work and count its statements."""
    with counting() as count:
        result = await transactions.run(do)
    count.check()
    return count, result


@pytest.mark.parametrize("grouped", [False, True])
async def test_a_batch_costs_what_one_signal_costs(
    transactions: PostgresTransactions, *, grouped: bool
) -> None:
    """Opening, repeating and resolving 20 alerts takes no more statements than one."""
    totals: list[list[int]] = []
    for size in (1, 20):
        sender = await transactions.run(lambda work: configured(work, grouped=grouped))
        await transactions.run(lambda work: work.directory())
        batches = [
            signals(sender, size),
            signals(sender, size),
            signals(sender, size, SignalAction.RESOLVE),
        ]
        totals.append([await ingested(transactions, batch) for batch in batches])

    assert totals[0] == totals[1]


async def test_an_incident_of_many_alerts_ends_like_one_of_one(
    transactions: PostgresTransactions,
) -> None:
    """Resolving by hand, and a batch in which a group ends and begins again, cost no more."""
    totals: list[list[int]] = []
    for size in (1, 20):
        sender = await transactions.run(lambda work: configured(work, grouped=True))
        group = [evolve(signal, labels={"cluster": "eu"}) for signal in signals(sender, size)]
        ends = [evolve(signal, action=SignalAction.RESOLVE) for signal in group]
        await ingested(transactions, group)
        again = await ingested(transactions, [*ends, *group])
        firing = (await transactions.run(_firing(group)))["disk-0"]
        resolving, _ = await counted(transactions, _resolving(firing.incident_id))
        assert not await transactions.run(_firing(group))
        totals.append([again, resolving.total])

    assert totals[0] == totals[1]


def _firing(group: Sequence[Signal]) -> Do:
    """Return what finds the alerts that fire for these signals."""

    async def do(work: Work) -> Any:
        identities = {AlertIdentity(s.integration_id, s.dedup_key or ""): s for s in group}
        found = await work.alerts.lock_identities(identities)
        return {identities[identity].dedup_key: alert for identity, alert in found.items()}

    return do


def _resolving(incident_id: IncidentId) -> Do:
    return lambda work: ResolveWithItsAlerts()(work, incident_id, by=SYSTEM)


async def ingested(transactions: PostgresTransactions, batch: Sequence[Signal]) -> int:
    """Take in a batch and return how many statements that took."""
    count, _ = await counted(transactions, lambda work: IngestSignals()(work, batch))
    return count.total


async def test_duties_cost_the_same_for_one_and_many(
    transactions: PostgresTransactions, clock: FixedClock
) -> None:
    """Advancing steps, claiming and recording 20 takes no more statements than one."""
    one, many = [await paged_twice(transactions, clock, size) for size in (1, 20)]

    assert one == many


async def paged_twice(
    transactions: PostgresTransactions, clock: FixedClock, size: int
) -> list[int]:
    """Page for so many incidents, let a step pass, page again; return the statements of each."""
    batch = signals(await transactions.run(configured), size)
    await transactions.run(lambda work: IngestSignals()(work, batch))
    totals = [*await delivered(transactions, size)]
    clock.advance(timedelta(minutes=5))
    count, ran = await counted(transactions, RunDueTimers())
    assert ran == size
    totals += [count.total, *await delivered(transactions, size)]
    clock.advance(timedelta(days=2))
    while await transactions.run(RunDueTimers()):  # leave nothing behind
        clock.advance(timedelta(minutes=5))
    return totals


async def delivered(transactions: PostgresTransactions, size: int) -> tuple[int, int]:
    """Claim everything that is due and report it sent; return the statements of both."""
    claiming, claims = await counted(
        transactions, lambda work: ClaimNotifications("worker-1")(work, limit=100)
    )
    assert len(claims) == size
    recording, _ = await counted(
        transactions, lambda work: RecordDeliveries()(work, finished(claims, work))
    )
    return claiming.total, recording.total


def finished(claims: Sequence[Claim], work: Work) -> list[FinishedAttempt]:
    """Return every attempt as accepted."""
    report = DeliveryReport(outcome=Outcome.ACCEPTED, reason="202")
    return [FinishedAttempt(claim.attempt, report, work.now) for claim in claims]


async def test_a_loop_of_awaits_would_be_noticed(transactions: PostgresTransactions) -> None:
    """Asking for objects one by one is found by the count."""

    async def one_by_one(work: Work) -> None:
        for _ in range(3):
            await work.users.find("ana")

    with counting() as count:
        await transactions.run(one_by_one)

    with pytest.raises(RepeatedStatementError, match="3 times: SELECT"):
        count.check()
