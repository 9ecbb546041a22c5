"""What a work has planned, so that those who sleep can be woken once it has committed."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from attrs import define

TIMERS = "timers"
NOTIFICATIONS = "notifications"
RELEASES = "releases"
OUTBOX = "outbox"
JOURNAL = "journal"
SUBSCRIPTIONS = "subscriptions"
CHANNELS = (TIMERS, NOTIFICATIONS, RELEASES, OUTBOX, JOURNAL, SUBSCRIPTIONS)

#: Every worker looks at least this often: what is due later than that needs no wake-up.
POLL = timedelta(seconds=1)


class Waker(Protocol):
    """Wakes those who wait for something to do."""

    def wake(self, channels: Collection[str]) -> None:
        """Wake who waits on these channels; returns at once and never fails."""
        ...


class NoWaker:
    """Wakes nobody: the poll finds everything."""

    def wake(self, channels: Collection[str]) -> None:
        """Do nothing."""


@define
class Plans:
    """The earliest instants at which a work has planned something."""

    timer_at: datetime | None = None
    notification_at: datetime | None = None
    release_at: datetime | None = None
    outbox_filled: bool = False

    def plan_timer(self, at: datetime) -> None:
        """Note that a timer is due then."""
        self.timer_at = _earlier(self.timer_at, at)

    def plan_notification(self, at: datetime) -> None:
        """Note that a notification is due then."""
        self.notification_at = _earlier(self.notification_at, at)

    def plan_release(self, at: datetime) -> None:
        """Note that a suppressed alert is looked at then."""
        self.release_at = _earlier(self.release_at, at)

    def fill_outbox(self) -> None:
        """Note that something follows after the commit."""
        self.outbox_filled = True

    def to_wake(self, now: datetime) -> Collection[str]:
        """Return the channels on which something is due before the next poll would see it."""
        soon = now + POLL
        planned = (
            (TIMERS, self.timer_at),
            (NOTIFICATIONS, self.notification_at),
            (RELEASES, self.release_at),
        )
        woken = [channel for channel, at in planned if at is not None and at < soon]
        return [*woken, OUTBOX] if self.outbox_filled else woken


def _earlier(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else min(known, at)
