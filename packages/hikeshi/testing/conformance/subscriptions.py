"""Suites of what the subscriptions domain keeps and calls.

SubscriptionRepository, SubscriptionProgressRepository, SubscriptionMessageRepository and
SubscriptionSender.
"""
# ruff: noqa: S101 - a suite asserts

from datetime import timedelta
from typing import Any

from attrs import evolve

from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.ids import SubscriptionId
from hikeshi.subscriptions.model.subscription import Progress, Subscription
from hikeshi.subscriptions.model.subscription_message import (
    MessageStatus,
    PostReport,
    SubscriptionMessage,
)
from hikeshi.subscriptions.ports import SubscriptionSender
from hikeshi.testing.builders import START, a_subscription, a_subscription_message, new_id
from hikeshi.testing.conformance import Check
from hikeshi.testing.conformance.documents import documents_checks

LATER = START + timedelta(minutes=1)
LEASE = timedelta(minutes=1)


def _subscription(**changes: Any) -> Subscription:
    return a_subscription(
        **{"secrets": ("whsec_bmV3", "whsec_b2xk"), "disabled_reason": "火", **changes}
    )


async def _begun(
    transactions: Transactions, *messages: SubscriptionMessage, active: bool = True
) -> None:
    """Write messages, and an active subscription for each."""

    async def write(work: Work) -> None:
        wanted = sorted({message.subscription_id for message in messages})
        await work.subscriptions.save_many([_subscription(id=s, active=active) for s in wanted])
        await work.subscription_messages.add_many(messages)

    await transactions.run(write)


async def keeps_how_far_each_was_told(transactions: Transactions) -> None:
    """Progress is written anew or over what was there, and goes with its subscription."""
    first = Progress(subscription_id=SubscriptionId(new_id()), position=7)
    moved = evolve(first, position=9, failing_since=START)
    await transactions.run(lambda work: work.subscription_progress.save_many([first]))
    await transactions.run(lambda work: work.subscription_progress.save_many([moved]))
    ids = (first.subscription_id, SubscriptionId(new_id()))

    found = await transactions.run(lambda work: work.subscription_progress.lock_many(ids))
    assert found == {first.subscription_id: moved}

    await transactions.run(lambda work: work.subscription_progress.delete_many(ids))
    assert not await transactions.run(lambda work: work.subscription_progress.lock_many(ids))


async def keeps_every_field_of_a_message(transactions: Transactions) -> None:
    """What is read equals what was written, first and after a change."""
    message = a_subscription_message(body='{"title":"火消し “k” \\\\"}')
    changed = message.claimed(LATER, LEASE).reported(PostReport(arrived=False, reason="no"), LATER)
    await transactions.run(lambda work: work.subscription_messages.add_many([message]))
    ids = [message.id]
    first = await transactions.run(lambda work: work.subscription_messages.lock_many(ids))
    await transactions.run(lambda work: work.subscription_messages.save_many([changed]))
    then = await transactions.run(
        lambda work: work.subscription_messages.lock_many(ids, skip_locked=True)
    )

    assert (first, then) == ({message.id: message}, {message.id: changed})


async def finds_due_messages_longest_due_first(transactions: Transactions) -> None:
    """Pending ones whose time has come and lost attempts are due; what is over never is."""
    owner = SubscriptionId(new_id())
    late = a_subscription_message(subscription_id=owner, due_at=START)
    later = a_subscription_message(subscription_id=owner, due_at=LATER)
    future = a_subscription_message(subscription_id=owner, due_at=LATER + LEASE)
    over = a_subscription_message(subscription_id=owner, status=MessageStatus.DELIVERED)
    lost = a_subscription_message(subscription_id=owner).claimed(START, timedelta(seconds=1))
    await _begun(transactions, late, later, future, over, lost)

    found = await transactions.run(lambda work: work.subscription_messages.due(LATER, 9, 9))

    assert set(found) == {late.id, later.id, lost.id}
    assert found[-1] == later.id


async def lets_no_subscription_keep_the_others_out(transactions: Transactions) -> None:
    """Of each subscription only so many are under way, whatever stands in front of the queue."""
    slow, quick = SubscriptionId(new_id()), SubscriptionId(new_id())
    many = [a_subscription_message(subscription_id=slow, due_at=START) for _ in range(6)]
    busy = a_subscription_message(subscription_id=slow).claimed(LATER, LEASE)
    one = a_subscription_message(subscription_id=quick, due_at=LATER)
    await _begun(transactions, *many, busy, one)

    found = await transactions.run(lambda work: work.subscription_messages.due(LATER, 9, 3))

    assert len(found) == 3
    assert one.id in found


async def leaves_inactive_subscriptions_alone(transactions: Transactions) -> None:
    """Messages of a subscription that is not active wait, and nobody wakes for them."""
    waiting = a_subscription_message(due_at=START)
    await _begun(transactions, waiting, active=False)

    assert not await transactions.run(lambda work: work.subscription_messages.due(LATER, 9, 9))
    assert await transactions.run(lambda work: work.subscription_messages.next_due_at()) is None


async def knows_when_the_next_is_due(transactions: Transactions) -> None:
    """The next instant is that of a pending message or of a lease that runs out."""
    pending = a_subscription_message(due_at=LATER + 2 * LEASE)
    sending = a_subscription_message().claimed(LATER, LEASE)
    await _begun(transactions, pending)
    first = await transactions.run(lambda work: work.subscription_messages.next_due_at())
    await _begun(transactions, sending)
    then = await transactions.run(lambda work: work.subscription_messages.next_due_at())

    assert (first, then) == (pending.due_at, LATER + LEASE)


async def forgets_old_messages_a_few_at_a_time(transactions: Transactions) -> None:
    """Only messages that ended before are removed, and no more than asked for."""
    taken = PostReport(arrived=True, reason="yes")
    old = [a_subscription_message().claimed(START, LEASE).reported(taken, START) for _ in range(3)]
    kept = [a_subscription_message().claimed(START, LEASE).reported(taken, LATER)]
    kept.append(a_subscription_message(due_at=START))
    await _begun(transactions, *old, *kept)

    def forget(limit: int) -> Any:
        return transactions.run(lambda work: work.subscription_messages.forget_before(LATER, limit))

    assert [await forget(2), await forget(2), await forget(2)] == [2, 1, 0]
    ids = [message.id for message in (*old, *kept)]
    left = await transactions.run(lambda work: work.subscription_messages.lock_many(ids))
    assert left.keys() == {message.id for message in kept}


async def exercise_subscription_sender(
    sender: SubscriptionSender, subscription: Subscription, *, arrives: bool
) -> PostReport:
    """Check what a SubscriptionSender says about one message, twice.

    Args:
        sender: The way there.
        subscription: One whose receiver takes it, or one nobody can reach.
        arrives: Whether the receiver takes it.
    """
    message = a_subscription_message(subscription_id=subscription.id)
    first = await sender.send(message, subscription)
    again = await sender.send(message, subscription)
    for report in (first, again):
        assert report.arrived is arrives
        assert report.reason, "people read why"
    return first


SUBSCRIPTION_REPOSITORY = documents_checks(
    lambda work: work.subscriptions, _subscription, keyed=False
)
SUBSCRIPTION_PROGRESS_REPOSITORY: tuple[Check, ...] = (keeps_how_far_each_was_told,)
SUBSCRIPTION_MESSAGE_REPOSITORY: tuple[Check, ...] = (
    keeps_every_field_of_a_message,
    finds_due_messages_longest_due_first,
    lets_no_subscription_keep_the_others_out,
    leaves_inactive_subscriptions_alone,
    knows_when_the_next_is_due,
    forgets_old_messages_a_few_at_a_time,
)
