"""Stop watching over a service."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import ServiceId
from hikeshi.teams.errors import ServiceNotFoundError
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import delete, lock_one


@frozen
class DeleteService:
    """Stop watching over a service; whether something still uses it is asked outside."""

    async def __call__(
        self,
        work: TeamsWork,
        service_id: ServiceId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> None:
        """Delete the service.

        Raises:
            ServiceNotFoundError: There is no such service.
            StaleError: It has another version than the one expected.
            ForbiddenError: It is not the actor's to delete.
        """
        service = await lock_one(work.services, service_id, ServiceNotFoundError, expected_version)
        require(by, Permission.CONFIGURE, service.team_id)
        await delete(work, work.services, service_id, service, by=by)
