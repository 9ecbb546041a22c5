"""What begins in the very work that plans it, and leaves once that has committed."""

from collections.abc import Callable
from typing import Protocol

from hikeshi.flow.work import Work


class Starter(Protocol):
    """Begins what a work has planned for now."""

    async def begin(self, work: Work) -> Callable[[bool], None]:
        """Begin it, as the last thing before the commit.

        Returns:
            What is called afterwards, told whether the work has committed.
        """
        ...


class NobodyStarts:
    """Begins nothing: whoever looks for what is due finds it."""

    async def begin(self, work: Work) -> Callable[[bool], None]:
        """Do nothing."""
        del work
        return nothing_begun


def nothing_begun(committed: bool) -> None:
    """Do nothing."""
    del committed
