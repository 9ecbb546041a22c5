"""Change a service."""

from collections.abc import Callable

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import ServiceId
from hikeshi.teams.errors import ServiceNotFoundError
from hikeshi.teams.model.drafts import ServiceDraft, draft_of, fields_of
from hikeshi.teams.model.service import Service
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import lock_one, save_edited


@frozen
class EditService:
    """Change a service."""

    async def __call__(
        self,
        work: TeamsWork,
        service_id: ServiceId,
        change: Callable[[ServiceDraft], ServiceDraft],
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Service:
        """Turn the service as it is into the service as wanted.

        Raises:
            ServiceNotFoundError: There is no such service.
            StaleError: It has another version than the one expected.
            ForbiddenError: It, or the team it goes to, is not the actor's to configure.
        """
        service = await lock_one(work.services, service_id, ServiceNotFoundError, expected_version)
        require(by, Permission.CONFIGURE, service.team_id)
        values = fields_of(change(draft_of(ServiceDraft, service)))
        require(by, Permission.CONFIGURE, values["team_id"])
        return await save_edited(work, work.services, service, values, by=by)
