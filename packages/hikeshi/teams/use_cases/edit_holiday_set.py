"""Change on which days nobody works."""

from collections.abc import Callable

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import HolidaySetId
from hikeshi.teams.errors import HolidaySetNotFoundError
from hikeshi.teams.model.drafts import HolidaySetDraft, draft_of, fields_of
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import lock_one, save_edited


@frozen
class EditHolidaySet:
    """Change on which days nobody works."""

    async def __call__(
        self,
        work: TeamsWork,
        set_id: HolidaySetId,
        change: Callable[[HolidaySetDraft], HolidaySetDraft],
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> HolidaySet:
        """Turn the set as it is into the set as wanted.

        Raises:
            HolidaySetNotFoundError: There is no such set.
            StaleError: It has another version than the one expected.
            ForbiddenError: What belongs to nobody is not the actor's to configure.
        """
        require(by, Permission.CONFIGURE)
        found = await lock_one(work.holiday_sets, set_id, HolidaySetNotFoundError, expected_version)
        values = fields_of(change(draft_of(HolidaySetDraft, found)))
        return await save_edited(work, work.holiday_sets, found, values, by=by)
