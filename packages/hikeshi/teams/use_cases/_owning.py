"""Which team's business an integration is."""

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import IntegrationId, ServiceId, TeamId
from hikeshi.teams.errors import IntegrationNotFoundError, ServiceNotFoundError
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import lock_one


async def team_of(work: TeamsWork, service_id: ServiceId | None) -> TeamId | None:
    """Return the team that owns the service; nothing where signals go through the routes.

    Raises:
        ServiceNotFoundError: There is no such service.
    """
    if service_id is None:
        return None
    service = (await work.services.get_many((service_id,))).get(service_id)
    if service is None:
        raise ServiceNotFoundError
    return service.team_id


async def lock_own_integration(
    work: TeamsWork, integration_id: IntegrationId, expected_version: int | None, by: Actor
) -> Integration:
    """Return the integration, locked, if it is the actor's to configure.

    Raises:
        IntegrationNotFoundError: There is none.
        StaleError: It has another version than the one expected.
        ForbiddenError: It is not the actor's to configure.
    """
    integration = await lock_one(
        work.integrations, integration_id, IntegrationNotFoundError, expected_version
    )
    require(by, Permission.CONFIGURE, await team_of(work, integration.service_id))
    return integration
