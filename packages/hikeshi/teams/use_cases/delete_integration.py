"""Stop listening to a sender."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import IntegrationId
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import delete
from hikeshi.teams.use_cases._owning import lock_own_integration


@frozen
class DeleteIntegration:
    """Stop listening to a sender: its keys die with it."""

    async def __call__(
        self,
        work: TeamsWork,
        integration_id: IntegrationId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> None:
        """Delete the integration.

        Raises:
            IntegrationNotFoundError: There is none.
            StaleError: It has another version than the one expected.
            ForbiddenError: It is not the actor's to configure.
        """
        integration = await lock_own_integration(work, integration_id, expected_version, by)
        await delete(work, work.integrations, integration_id, integration, by=by)
