"""Write anew how services group their alerts."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.alerts.events import GroupingsReplaced
from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.ports import AlertWork
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require


@frozen
class ReplaceGroupings:
    """Write anew how services group their alerts; one grouping each."""

    async def __call__(
        self, work: AlertWork, groupings: Sequence[Grouping], *, by: Actor
    ) -> Sequence[Grouping]:
        """Put these groupings in the place of those there were.

        Raises:
            ForbiddenError: The actor may not configure what belongs to everybody.
        """
        require(by, Permission.CONFIGURE)
        await work.groupings.replace_all(groupings)
        work.record(GroupingsReplaced(id=work.ids(), at=work.now, by=by, count=len(groupings)))
        return groupings
