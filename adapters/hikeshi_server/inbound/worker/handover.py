"""Hands pages from the works that plan them to the one who sends them in this process."""

from collections.abc import Awaitable, Callable

from attrs import define

from hikeshi.flow.work import Work

Begin = Callable[[Work], Awaitable[Callable[[bool], None]]]


@define
class Handover:
    """Stands between works and the notifier, which itself needs works.

    Args:
        to: Begins what a work has planned for now; nothing = nobody sends in this process.
    """

    to: Begin | None = None

    async def begin(self, work: Work) -> Callable[[bool], None]:
        """Begin what the work has planned for now, if somebody does here."""
        return nothing_begun if self.to is None else await self.to(work)


def nothing_begun(committed: bool) -> None:
    """Do nothing."""
    del committed
