"""Duty: hear which pages are due, and begin those that still are."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial

import structlog
from attrs import define, field

from hikeshi.kernel.errors import UnavailableError
from hikeshi.notifications.model.announcement import HeardAnnouncement
from hikeshi_server.inbound.metrics import HEARD
from hikeshi_server.inbound.worker.notifier import Notifier
from hikeshi_server.inbound.worker.relay import Relay

_log = structlog.get_logger(__name__)

#: How long a request waits for the first announcement.
LISTEN_SECONDS = 20.0
#: Announcements taken out at a time.
MOST_HEARD = 10
#: What is still being sent after this is kept from others again, for so long.
KEEP_AFTER = 10.0
KEEP_SECONDS = 30.0
#: What somebody else holds is looked at once more after this.
LOOK_AGAIN_SECONDS = 1.0
#: After a failure.
REST_SECONDS = 1.0
#: How long a stopping worker tries to drop what it has ended.
FINISH_SECONDS = 5.0


@define
class _Held:
    heard: HeardAnnouncement
    keep_at: float


@define
class PageReceiver:
    """Hears announcements as far as there is room to send, and drops them once they are sent.

    What is true stands in the database: what is no longer due is dropped, and whatever gets lost
    between hearing and sending is found there.

    Args:
        may_send: Says whether messages may leave at all; nothing is heard while it says no.
        keep_after: What is still being sent after so many seconds is kept from others anew.
    """

    relay: Relay
    notifier: Notifier
    may_send: Callable[[], Awaitable[bool]]
    name: str = "page queue"
    keep_after: float = KEEP_AFTER
    _hearing: asyncio.Task[None] | None = None
    _dropping: asyncio.Task[None] | None = None
    _held: dict[str, _Held] = field(factory=dict)
    _ended: list[HeardAnnouncement] = field(factory=list)

    async def run_once(self) -> float | None:
        """Keep listening, and keep what is being sent from others."""
        if self._hearing is None or self._hearing.done():
            self._hearing = asyncio.create_task(self._listen(), name="hear announcements")
        await self.keep()
        return None

    async def keep(self) -> None:
        """Keep from others what takes long to send."""
        now = time.monotonic()
        late = [held for held in self._held.values() if held.keep_at <= now]
        for held in late:
            held.keep_at = now + self.keep_after
        with suppress(UnavailableError):
            await self.relay.queue.hide([held.heard for held in late], KEEP_SECONDS)

    async def stop(self) -> None:
        """Hear no more, and drop what was sent; what is still being sent comes out again."""
        if self._hearing is not None:
            self._hearing.cancel()
            with suppress(asyncio.CancelledError):
                await self._hearing
        await self.notifier.finished()
        if self._dropping is not None:
            await asyncio.wait([self._dropping], timeout=FINISH_SECONDS)
            self._dropping.cancel()

    async def _listen(self) -> None:
        while True:
            try:
                await self.hear()
            except UnavailableError:
                await asyncio.sleep(REST_SECONDS)
            except Exception:  # noqa: BLE001 (whoever hears outlives what cannot be taken)
                _log.exception("announcements_not_taken")
                await asyncio.sleep(REST_SECONDS)

    async def hear(self) -> None:
        """Hear once, as far as there is room; begin what is due."""
        if self.relay.is_away() or not await self.may_send():
            await asyncio.sleep(REST_SECONDS)
            return
        await self.notifier.recorder.flushed()
        room = await self.notifier.room()
        heard = await self.relay.queue.hear(min(room, MOST_HEARD), LISTEN_SECONDS)
        if heard:
            await self._take(heard)

    async def _take(self, heard: Sequence[HeardAnnouncement]) -> None:
        try:
            begun = await self.notifier.begin_these([each.notification_id for each in heard])
        except UnavailableError:
            await self.relay.queue.hide(heard, REST_SECONDS)
            raise
        keep_at = time.monotonic() + self.keep_after
        for each in heard:
            task = begun.get(each.notification_id)
            if task is not None:
                self._held[each.receipt] = _Held(each, keep_at)
                task.add_done_callback(partial(self._end, each))
        await self._leave([each for each in heard if each.notification_id not in begun])
        HEARD.labels("begun").inc(len(begun))

    async def _leave(self, idle: Sequence[HeardAnnouncement]) -> None:
        """Look once more at what nothing began for: somebody may just have been changing it."""
        again = [each for each in idle if each.times == 1]
        over = [each for each in idle if each.times > 1]
        await self.relay.queue.hide(again, LOOK_AGAIN_SECONDS)
        await self.relay.queue.drop(over)
        HEARD.labels("nothing to do").inc(len(over))

    def _end(self, heard: HeardAnnouncement, _: asyncio.Task[None]) -> None:
        self._held.pop(heard.receipt, None)
        self._ended.append(heard)
        if self._dropping is None or self._dropping.done():
            self._dropping = asyncio.create_task(self._drop(), name="drop announcements")

    async def _drop(self) -> None:
        while self._ended:
            batch, self._ended = self._ended, []
            with suppress(UnavailableError):
                await self.relay.queue.drop(batch)
