"""How pages go through a queue while it is there, and past it while it is not."""

from collections.abc import Callable
from datetime import timedelta

from attrs import frozen

from hikeshi.notifications.ports import PageQueue

#: What has been due for longer than this was lost in the queue, and is sent without it.
LEFT_ALONE = timedelta(seconds=3)


@frozen
class Relay:
    """The queue due pages are announced through.

    Args:
        is_away: Says whether it is done without.
    """

    queue: PageQueue
    is_away: Callable[[], bool]

    def left_alone(self) -> timedelta:
        """Return for how long what is due is left to the queue."""
        return timedelta(0) if self.is_away() else LEFT_ALONE
