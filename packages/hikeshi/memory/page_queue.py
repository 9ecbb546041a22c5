"""A queue of announcements in memory."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import define, evolve, field, frozen

from hikeshi.kernel.clock import Clock
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.model.announcement import Announcement, HeardAnnouncement, QueueDepth


@frozen
class _Entry:
    notification_id: NotificationId
    times: int = 0
    hidden_until: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Say whether somebody may hear it."""
        return self.hidden_until is None or self.hidden_until <= now


@define
class InMemoryPageQueue:
    """Carries announcements within one process; nobody is waited for.

    Args:
        hidden_for: How long what was handed out is kept from others.
        most_times: What was handed out so often without an end is dead.
    """

    clock: Clock
    hidden_for: timedelta = timedelta(seconds=30)
    most_times: int = 5
    _entries: dict[str, _Entry] = field(factory=dict)
    _dead: dict[str, _Entry] = field(factory=dict)

    async def announce(self, announcements: Sequence[Announcement]) -> None:
        """Put these in; what is in already is no further word."""
        for each in announcements:
            self._entries.setdefault(each.key, _Entry(each.notification_id))

    async def hear(self, limit: int, seconds: float) -> Sequence[HeardAnnouncement]:
        """Take out at most so many."""
        del seconds
        now = self.clock.now()
        self._bury(now)
        heard = [key for key, entry in self._entries.items() if entry.is_open(now)][:limit]
        for key in heard:
            entry = self._entries[key]
            self._entries[key] = evolve(
                entry, times=entry.times + 1, hidden_until=now + self.hidden_for
            )
        return [self._heard(key) for key in heard]

    async def hide(self, heard: Sequence[HeardAnnouncement], seconds: float) -> None:
        """Keep these from others for so long from now."""
        until = self.clock.now() + timedelta(seconds=seconds)
        for each in heard:
            entry = self._entries.get(each.receipt)
            if entry is not None:
                self._entries[each.receipt] = evolve(entry, hidden_until=until)

    async def drop(self, heard: Sequence[HeardAnnouncement]) -> None:
        """Remove these for good."""
        for each in heard:
            self._entries.pop(each.receipt, None)

    async def redrive(self, limit: int) -> int:
        """Put at most so many dead ones back."""
        back = list(self._dead)[:limit]
        for key in back:
            self._entries[key] = _Entry(self._dead.pop(key).notification_id)
        return len(back)

    async def depth(self) -> QueueDepth:
        """Return how much it holds."""
        now = self.clock.now()
        self._bury(now)
        waiting = sum(entry.is_open(now) for entry in self._entries.values())
        return QueueDepth(
            waiting=waiting, hidden=len(self._entries) - waiting, dead=len(self._dead)
        )

    def _heard(self, key: str) -> HeardAnnouncement:
        entry = self._entries[key]
        return HeardAnnouncement(
            notification_id=entry.notification_id, receipt=key, times=entry.times
        )

    def _bury(self, now: datetime) -> None:
        for key, entry in tuple(self._entries.items()):
            if entry.times >= self.most_times and entry.is_open(now):
                self._dead[key] = self._entries.pop(key)
