"""The pages of a play that are on their way to people, and which of them the next page ends."""

from collections.abc import Callable, Iterable
from datetime import datetime

from attrs import define, field, frozen

from hikeshi.flow.reachability import Reachability
from hikeshi.incidents.events import PersonPaged
from hikeshi.kernel.ids import UserId


@frozen
class Mark:
    """An instant of the play; it moves with the trigger, or is fixed."""

    at: datetime
    fixed: bool


@frozen
class Reached:
    """Somebody is told at an instant."""

    mark: Mark
    user_id: UserId


@define
class ComingPages:
    """The pages on their way.

    Args:
        before: Says whether one instant comes before another, and notes until which later trigger
            that holds.
        soonest: The first one that reaches somebody unless another page comes before.
        waiting: Those that wait for the end of somebody's quiet hours; pages to others leave them.
    """

    before: Callable[[Mark, Mark], bool]
    soonest: Reached | None = None
    waiting: dict[UserId, Reached] = field(factory=dict)

    def supersede(self, pages: Iterable[PersonPaged]) -> Reached | None:
        """Give up what these pages replace; return the one that would have reached somebody."""
        over, self.soonest = self.soonest, None
        for page in pages:
            self.waiting.pop(page.user_id, None)
        return over

    def expect(self, user_id: UserId, now: datetime, reach: Reachability, *, fixed: bool) -> None:
        """Note when a page decided now reaches its person.

        Args:
            user_id: The person.
            now: The present moment.
            reach: By which methods, and how long after the page.
            fixed: These instants do not move with the trigger.
        """
        for way in reach.found.ways:
            found = Reached(Mark(now + way.after, fixed), user_id)
            known = self.waiting.get(user_id) if way.waits else self.soonest
            if known is not None and not self.before(found.mark, known.mark):
                continue
            if way.waits:
                self.waiting[user_id] = found
            else:
                self.soonest = found

    def first(self) -> Reached | None:
        """Return the first that reaches somebody, as far as is planned."""
        first = self.soonest
        for waiting in self.waiting.values():
            if first is None or self.before(waiting.mark, first.mark):
                first = waiting
        return first
