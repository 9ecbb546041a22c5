"""What should have been done by now and has not been: the invariants of a pager, watched."""

from collections.abc import Sequence
from datetime import timedelta

from attrs import frozen

#: Work that waits longer than this is not merely late: nobody does it.
STUCK_AFTER = timedelta(seconds=30)
#: Dead letters grow when there are so many of pages decided within the time below; fewer are
#: single wrong addresses.
GROWING = 5
GROWING_WITHIN = timedelta(hours=1)


@frozen(kw_only=True)
class Backlog:
    """How long the oldest work of each kind has been due; zero where none is.

    Args:
        timer: A step, a time-out or the end of a snooze.
        page: A page that is due and not being sent, or whose sender has vanished.
        release: What fell silent for a while and has to be told.
        dead_letters: Pages of the last day that could not be brought to their person.
        new_dead_letters: Those of the last hour.
    """

    timer: timedelta = timedelta(0)
    page: timedelta = timedelta(0)
    release: timedelta = timedelta(0)
    dead_letters: int = 0
    new_dead_letters: int = 0

    def troubles(self) -> Sequence[str]:
        """Return a sentence for each kind of work that is stuck."""
        found = (
            ("an escalation", self.timer),
            ("a page", self.page),
            ("the end of a silence", self.release),
        )
        return [
            f"{what} has been due for {waited.total_seconds():.0f} s: is a worker running?"
            for what, waited in found
            if waited > STUCK_AFTER
        ]

    def unreached(self) -> str | None:
        """Return a sentence when dead letters grow; nothing while they do not."""
        if self.new_dead_letters < GROWING:
            return None
        return (
            f"{self.new_dead_letters} pages of the last hour reached nobody: see why with "
            "`hikeshi dead-letters list`, then send them again"
        )
