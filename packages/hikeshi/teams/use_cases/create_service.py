"""Begin to watch over something."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import ServiceId
from hikeshi.teams.model.drafts import ServiceDraft, fields_of
from hikeshi.teams.model.service import Service
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import create


@frozen
class CreateService:
    """Begin to watch over something."""

    async def __call__(self, work: TeamsWork, draft: ServiceDraft, *, by: Actor) -> Service:
        """Create the service of a draft.

        Raises:
            ForbiddenError: The owner's services are not the actor's to configure.
            ConflictError: The key is taken.
        """
        require(by, Permission.CONFIGURE, draft.team_id)
        service = Service(id=ServiceId(work.ids()), **fields_of(draft))
        return await create(work, work.services, service, by=by)
