"""Forget on which days nobody works."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import HolidaySetId
from hikeshi.teams.errors import HolidaySetNotFoundError
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import delete, lock_one


@frozen
class DeleteHolidaySet:
    """Forget a set of holidays; whether something still uses it is asked outside."""

    async def __call__(
        self,
        work: TeamsWork,
        set_id: HolidaySetId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> None:
        """Delete the set.

        Raises:
            HolidaySetNotFoundError: There is no such set.
            StaleError: It has another version than the one expected.
            ForbiddenError: What belongs to nobody is not the actor's to configure.
        """
        require(by, Permission.CONFIGURE)
        found = await lock_one(work.holiday_sets, set_id, HolidaySetNotFoundError, expected_version)
        await delete(work, work.holiday_sets, set_id, found, by=by)
