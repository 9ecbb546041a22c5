"""Suites for PageQueue, and for what NotificationQueue does for it."""
# ruff: noqa: S101 - a suite asserts

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from attrs import evolve

from hikeshi.flow.work import Transactions
from hikeshi.kernel.ids import IncidentId, NotificationId, UserId
from hikeshi.notifications.model.announcement import Announcement, HeardAnnouncement
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.ports import PageQueue
from hikeshi.testing.builders import START, a_notification, new_id
from hikeshi.testing.conformance import Check
from hikeshi.testing.conformance.notifications import add, add_with_incidents, read

MINUTE = timedelta(minutes=1)
#: How long a check waits for what a queue is about to hand out.
PATIENCE_SECONDS = 5.0


def an_announcement(attempts: int = 0) -> Announcement:
    """Return word of a notification of its own."""
    return Announcement(
        notification_id=NotificationId(new_id()),
        incident_id=IncidentId(new_id()),
        user_id=UserId(new_id()),
        due_at=START,
        attempts=attempts,
    )


async def hear(queue: PageQueue, count: int) -> Sequence[HeardAnnouncement]:
    """Take out that many, a few at a time, as a queue hands them out."""
    heard: list[HeardAnnouncement] = []
    while len(heard) < count:
        some = await queue.hear(10, PATIENCE_SECONDS)
        assert some, f"{count} were put in, and {len(heard)} came out"
        heard += some
    return heard


def ids(heard: Sequence[HeardAnnouncement]) -> set[NotificationId]:
    """Return what was announced."""
    return {each.notification_id for each in heard}


async def hands_out_what_was_put_in(queue: PageQueue) -> None:
    """Everything comes out, more than one request takes, and is heard for the first time."""
    put_in = [an_announcement() for _ in range(23)]
    await queue.announce(put_in)

    heard = await hear(queue, len(put_in))

    assert ids(heard) == {each.notification_id for each in put_in}
    assert {each.times for each in heard} == {1}
    await queue.drop(heard)


async def keeps_what_is_heard_from_others(queue: PageQueue) -> None:
    """What somebody works on nobody else hears, and what is dropped nobody ever hears again."""
    await queue.announce([an_announcement()])
    heard = await hear(queue, 1)
    await queue.hide(heard, 60)

    assert await queue.hear(10, 0) == []
    assert (await queue.depth()).hidden == 1
    await queue.drop(heard)
    await queue.drop(heard)
    assert (await queue.depth()).hidden == 0


async def hands_out_again_what_was_given_back(queue: PageQueue) -> None:
    """What was given back comes out again, and says how often it did."""
    await queue.announce([an_announcement()])
    first = await hear(queue, 1)
    await queue.hide(first, 0)

    again = await hear(queue, 1)

    assert ids(again) == ids(first)
    assert [each.times for each in again] == [2]
    await queue.drop(again)


async def puts_aside_what_never_ends(queue: PageQueue) -> None:
    """What comes out too often is dead; a redrive brings it back."""
    await queue.announce([put_in := an_announcement()])
    while heard := await queue.hear(10, 0):
        await queue.hide(heard, 0)
    assert (await queue.depth()).dead == 1

    assert await queue.redrive(10) == 1

    heard = await hear(queue, 1)
    assert ids(heard) == {put_in.notification_id}
    await queue.drop(heard)
    assert (await queue.depth()).dead == 0


async def accepts_nothing(queue: PageQueue) -> None:
    """Nothing to do is nothing wrong."""
    await queue.announce([])
    await queue.hide([], 10)
    await queue.drop([])

    assert await queue.redrive(10) == 0


async def locks_those_that_are_named(transactions: Transactions) -> None:
    """Of the named ones come those that are due, with all due ones of the person and incident."""
    named, early = a_notification(), a_notification(due_at=START + MINUTE)
    beside = a_notification(incident_id=named.incident_id, user_id=named.user_id)
    other, begun = a_notification(), a_notification().claimed(START, MINUTE)
    await add_with_incidents(transactions, named, early, beside, other, begun)

    async def lock(*wanted: Notification) -> list[Notification]:
        found = await transactions.run(
            lambda work: work.notification_queue.lock_these([n.id for n in wanted], START)
        )
        return [notification for notification, _ in found]

    assert await lock(named, early, begun) == sorted([named, beside], key=lambda n: n.id)
    assert await lock(early, begun) == []
    assert await lock(a_notification()) == []


async def knows_what_there_is_to_announce(transactions: Transactions) -> None:
    """Due ones and lost attempts are announced once for each attempt and time, the oldest first."""
    late = a_notification(due_at=START - MINUTE)
    lost = a_notification(due_at=START - 2 * MINUTE).claimed(START - 2 * MINUTE, MINUTE)
    early, held = a_notification(due_at=START + MINUTE), a_notification().claimed(START, MINUTE)
    await add(transactions, late, lost, early, held)

    async def waiting(limit: int, *told: Announcement) -> Sequence[Announcement]:
        return await transactions.run(
            lambda work: work.notification_queue.waiting(START, limit, told)
        )

    found = await waiting(10)
    assert [each.notification_id for each in found] == [lost.id, late.id]
    assert [each.attempts for each in found] == [1, 0]
    assert found[1].group == f"{late.incident_id}.{late.user_id}"
    assert await waiting(1) == found[:1]
    assert await waiting(10, found[0]) == found[1:]
    assert await waiting(10, evolve(found[0], attempts=0), found[1]) == found[:1]
    before = evolve(found[1], due_at=found[1].due_at - MINUTE)
    assert await waiting(10, found[0], before) == found[1:]
    assert await read(transactions, lost.id) == [lost]


PAGE_QUEUE: tuple[Callable[[PageQueue], Awaitable[None]], ...] = (
    hands_out_what_was_put_in,
    keeps_what_is_heard_from_others,
    hands_out_again_what_was_given_back,
    puts_aside_what_never_ends,
    accepts_nothing,
)
ANNOUNCING: tuple[Check, ...] = (locks_those_that_are_named, knows_what_there_is_to_announce)
