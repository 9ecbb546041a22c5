"""Duty: announce through the queue which pages are due."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from attrs import define, field

from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.errors import UnavailableError
from hikeshi.notifications.model.announcement import Announcement
from hikeshi_server.inbound.metrics import ANNOUNCED
from hikeshi_server.inbound.worker.duty import SOON_SECONDS
from hikeshi_server.inbound.worker.relay import Relay

#: Announcements read at a time.
LIMIT = 500
#: What was announced and is still due after this is announced again.
TOLD_FOR = timedelta(seconds=60)
#: While what was announced waits to be taken, the next look is after this.
AGAIN_SECONDS = 0.1


@define
class PageAnnouncer:
    """Announces each due attempt once, as long as this is the process that does.

    Args:
        leads: Says whether this process announces: of many workers one does.
        may_send: Says whether messages may leave at all; nothing is announced while it says no.
        close: Lets another process announce.
    """

    transactions: Transactions
    clock: Clock
    relay: Relay
    leads: Callable[[], Awaitable[bool]]
    may_send: Callable[[], Awaitable[bool]]
    close: Callable[[], Awaitable[None]]
    name: str = "announcements"
    _told: dict[str, tuple[Announcement, datetime]] = field(factory=dict)

    async def run_once(self) -> float | None:
        """Announce what is due; return seconds until the next look."""
        if self.relay.is_away():
            await self.close()  # another process may reach the queue
            return None
        if not await self.may_send() or not await self.leads():
            return None
        self._forget(self.clock.now())
        waiting, next_due_at = await self.transactions.run(self._look)
        if not await self._announce(waiting):
            return None
        if len(waiting) == LIMIT:
            return SOON_SECONDS
        return None if next_due_at is None else self._seconds_until(next_due_at)

    async def stop(self) -> None:
        """What was announced is heard by others; let another process announce."""
        await self.close()

    async def _look(self, work: Work) -> tuple[Sequence[Announcement], datetime | None]:
        told = [each for each, _ in self._told.values()]
        waiting = await work.notification_queue.waiting(work.now, LIMIT, told)
        return waiting, await work.notification_queue.next_due_at()

    async def _announce(self, waiting: Sequence[Announcement]) -> bool:
        try:
            await self.relay.queue.announce(waiting)
        except UnavailableError:
            return False  # whoever sends does so without the queue
        ANNOUNCED.inc(len(waiting))
        now = self.clock.now()
        self._told |= {each.key: (each, now) for each in waiting}
        return True

    def _forget(self, now: datetime) -> None:
        for key, (_, told_at) in tuple(self._told.items()):
            if now - told_at > TOLD_FOR:
                del self._told[key]

    def _seconds_until(self, due_at: datetime) -> float:
        # What is due already has been announced, and waits for somebody to take it.
        return max(AGAIN_SECONDS, (due_at - self.clock.now()).total_seconds())
