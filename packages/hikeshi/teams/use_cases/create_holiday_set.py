"""Say on which days nobody works."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import HolidaySetId
from hikeshi.teams.model.drafts import HolidaySetDraft, fields_of
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import create


@frozen
class CreateHolidaySet:
    """Say on which days nobody works."""

    async def __call__(self, work: TeamsWork, draft: HolidaySetDraft, *, by: Actor) -> HolidaySet:
        """Create the set of a draft.

        Raises:
            ForbiddenError: What belongs to nobody is not the actor's to configure.
            ConflictError: The key is taken.
        """
        require(by, Permission.CONFIGURE)
        made = HolidaySet(id=HolidaySetId(work.ids()), **fields_of(draft))
        return await create(work, work.holiday_sets, made, by=by)
