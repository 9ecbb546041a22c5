"""Let a sender's older keys die."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import IntegrationId
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import save_as
from hikeshi.teams.use_cases._owning import lock_own_integration


@frozen
class RemoveOldKeys:
    """Let a sender's older keys die; the current one lives."""

    async def __call__(
        self,
        work: TeamsWork,
        integration_id: IntegrationId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Integration:
        """Keep the current key only.

        Raises:
            IntegrationNotFoundError: There is none.
            ConflictError: There is no older key.
            ForbiddenError: It is not the actor's to configure.
        """
        integration = await lock_own_integration(work, integration_id, expected_version, by)
        current = integration.without_old_keys()
        return await save_as(work, work.integrations, current, ("keys",), by=by)
