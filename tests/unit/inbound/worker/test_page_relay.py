"""Pages through a queue: announced once, begun once, found without it; everything in memory."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hikeshi.kernel.ids import ServiceId
from hikeshi.memory import (
    CountingIds,
    FixedClock,
    InMemoryNotificationSender,
    InMemoryTransactions,
    Store,
)
from hikeshi.memory.page_queue import InMemoryPageQueue
from hikeshi.notifications.model.announcement import Announcement
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Notification, NotificationStatus
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.use_cases.begin_planned import BeginPlanned
from hikeshi.notifications.use_cases.claim_notifications import ClaimNotifications
from hikeshi.notifications.use_cases.record_deliveries import RecordDeliveries
from hikeshi.testing.builders import (
    START,
    a_contact_method,
    a_notification,
    a_user,
    an_incident,
    new_id,
)
from hikeshi_server.inbound.worker.notifier import SLOTS, Notifier
from hikeshi_server.inbound.worker.page_announcer import PageAnnouncer
from hikeshi_server.inbound.worker.page_receiver import PageReceiver
from hikeshi_server.inbound.worker.recorder import Recorder
from hikeshi_server.inbound.worker.relay import Relay

RETRYABLE = DeliveryReport(outcome=Outcome.RETRYABLE, reason="try again")


def word_of(page: Notification) -> Announcement:
    """Return what is announced about a page."""
    return Announcement(
        notification_id=page.id,
        incident_id=page.incident_id,
        user_id=page.user_id,
        due_at=page.due_at,
    )


async def yes() -> bool:
    """Everything is allowed."""
    return True


async def nothing() -> None:
    """Do nothing."""


class Room:
    """A worker over a store and a queue in memory.

    Args:
        away: Whether the queue is done without.
    """

    def __init__(
        self, *, away: bool = False, sender: InMemoryNotificationSender | None = None
    ) -> None:
        self.away, self.sender = away, sender or InMemoryNotificationSender()
        self.clock, self.store = FixedClock(START), Store()
        self.transactions = InMemoryTransactions(self.store, self.clock, CountingIds())
        self.queue = InMemoryPageQueue(self.clock)
        relay = Relay(self.queue, lambda: self.away)
        self.notifier = Notifier(
            self.transactions,
            self.clock,
            ClaimNotifications("w"),
            BeginPlanned("w"),
            self.sender,
            Recorder(self.transactions, RecordDeliveries()),
            may_send=yes,
            left_alone=relay.left_alone,
        )
        self.announcer = PageAnnouncer(self.transactions, self.clock, relay, yes, yes, nothing)
        self.receiver = PageReceiver(relay, self.notifier, yes)

    async def plan(self) -> Notification:
        """Plan a page that is due."""
        return (await self.plan_many(1))[0]

    async def plan_many(self, count: int, **facts: Any) -> Sequence[Notification]:
        """Plan pages of one person that are due, each of a service of its own."""
        ana = a_user()
        method = a_contact_method(user_id=ana.id)
        facts |= {"user_id": ana.id, "contact_method_id": method.id}
        pages = [a_notification(service_id=ServiceId(new_id()), **facts) for _ in range(count)]

        async def write(work):
            await work.users.save_many([ana])
            await work.contact_methods.save_many([method])
            await work.incidents.add_many([an_incident(id=page.incident_id) for page in pages])
            await work.notifications.add_many(pages)

        await self.transactions.run(write)
        return pages

    async def hear(self) -> None:
        """Hear once, and let what begins end."""
        await self.receiver.hear()
        await self.notifier.finished()
        await self.receiver.stop()
        await self.notifier.recorder.close()

    def status(self, page: Notification) -> NotificationStatus:
        """Return where a page stands."""
        return self.store.notifications.rows[page.id].status


async def test_a_due_page_goes_through_the_queue_once() -> None:
    """It is announced once, sent once, and nothing is left of it in the queue."""
    room = Room()
    page = await room.plan()
    await room.notifier.run_once()
    assert room.status(page) is NotificationStatus.PENDING

    await room.announcer.run_once()
    await room.announcer.run_once()
    assert (await room.queue.depth()).waiting == 1
    await room.hear()

    assert room.status(page) is NotificationStatus.SENT
    assert len(room.sender.sent) == 1
    depth = await room.queue.depth()
    assert (depth.waiting, depth.hidden, depth.dead) == (0, 0, 0)


async def test_word_said_twice_changes_nothing() -> None:
    """What was sent already is looked at once more and then dropped."""
    room = Room()
    page = await room.plan()
    await room.announcer.run_once()
    await room.hear()

    await room.queue.announce([word_of(page)])
    await room.hear()
    assert (await room.queue.depth()).hidden == 1
    room.clock.advance(timedelta(seconds=2))
    await room.hear()

    assert len(room.sender.sent) == 1
    assert (await room.queue.depth()).hidden == 0


async def test_each_attempt_is_announced_anew() -> None:
    """After a failure the next attempt is announced when it is due."""
    room = Room(sender=InMemoryNotificationSender(RETRYABLE))
    await room.plan()
    await room.announcer.run_once()
    await room.hear()
    await room.announcer.run_once()
    assert (await room.queue.depth()).waiting == 0

    room.clock.advance(timedelta(minutes=1))
    await room.announcer.run_once()

    assert (await room.queue.depth()).waiting == 1


async def test_what_waited_for_others_is_announced_anew() -> None:
    """A page that was heard and then waited to go out with others is announced at its new time."""
    room = Room()
    pages = await room.plan_many(4, kind="email", bundles=True)
    await room.announcer.run_once()
    await room.hear()
    waiting = [page for page in pages if room.status(page) is NotificationStatus.PENDING]
    assert len(waiting) == 1
    room.clock.advance(timedelta(seconds=1))
    await room.hear()
    depth = await room.queue.depth()
    assert (depth.waiting, depth.hidden) == (0, 0)

    room.clock.advance(timedelta(seconds=2))
    await room.announcer.run_once()
    await room.hear()

    assert room.status(waiting[0]) is NotificationStatus.SENT


async def test_what_the_queue_lost_is_sent_without_it() -> None:
    """A page that stays due for longer than a queue takes is found by whoever sends."""
    room = Room()
    page = await room.plan()
    await room.announcer.run_once()

    room.clock.advance(timedelta(seconds=3))
    await room.notifier.run_once()
    await room.notifier.stop()

    assert room.status(page) is NotificationStatus.SENT


async def test_without_the_queue_nothing_waits() -> None:
    """While the queue is away nothing is announced, and what is due is sent at once."""
    room = Room(away=True)
    page = await room.plan()

    await room.announcer.run_once()
    await room.notifier.run_once()
    await room.notifier.stop()

    assert room.status(page) is NotificationStatus.SENT
    assert (await room.queue.depth()).waiting == 0


async def test_what_is_being_sent_stays_hidden() -> None:
    """A send that takes longer than the queue hides its word keeps it from others on and on."""
    room = Room(sender=Slow())
    room.receiver.keep_after = 0.0
    await room.plan()
    await room.announcer.run_once()
    await room.receiver.hear()
    room.clock.advance(timedelta(seconds=29))

    await room.receiver.keep()
    room.clock.advance(timedelta(seconds=29))

    assert (await room.queue.depth()).hidden == 1
    room.sender.go_on.set()
    await room.hear()
    assert (await room.queue.depth()).hidden == 0


class Slow(InMemoryNotificationSender):
    """Takes as long as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()

    async def send(self, envelope):
        await self.go_on.wait()
        return await super().send(envelope)


class SlowSender(InMemoryNotificationSender):
    """Ends a send when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.ends: list[asyncio.Event] = []
        self.all_begun = asyncio.Event()

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Wait, then send."""
        end = asyncio.Event()
        self.ends.append(end)
        if len(self.ends) == SLOTS:
            self.all_begun.set()
        await end.wait()
        return await super().send(envelope)


async def test_room_for_many_is_there_once_so_many_slots_are_free() -> None:
    """Whoever wants to begin many attempts at once waits until as many slots are free."""
    sender = SlowSender()
    room = Room(sender=sender)
    for _ in range(SLOTS):
        await room.plan()
    pages = [page.id for page in room.store.notifications.rows.values()]
    await room.notifier.begin_these(pages)
    many = asyncio.create_task(room.notifier.room(SLOTS // 2))
    one = asyncio.create_task(room.notifier.room())
    await sender.all_begun.wait()
    for end in sender.ends[: SLOTS // 2 - 1]:
        end.set()
    assert await one == SLOTS // 2 - 1
    assert not many.done()
    for end in sender.ends[SLOTS // 2 - 1 :]:
        end.set()
    assert await many >= SLOTS // 2
    await room.notifier.finished()
    await room.notifier.recorder.close()
