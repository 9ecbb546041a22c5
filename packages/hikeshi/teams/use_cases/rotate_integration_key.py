"""Give a sender a new key; the old one lives on until it is removed."""

from collections.abc import Callable

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import IntegrationId
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import save_as
from hikeshi.teams.use_cases._owning import lock_own_integration


@frozen
class RotateIntegrationKey:
    """Give a sender a new key; the old one lives on until it is removed.

    Args:
        new_key: Makes a secret key of 32 characters, never the same twice.
    """

    new_key: Callable[[], str]

    async def __call__(
        self,
        work: TeamsWork,
        integration_id: IntegrationId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Integration:
        """Put a new key in front.

        Raises:
            IntegrationNotFoundError: There is none.
            ForbiddenError: It is not the actor's to configure.
        """
        integration = await lock_own_integration(work, integration_id, expected_version, by)
        rotated = integration.rotated(self.new_key())
        return await save_as(work, work.integrations, rotated, ("keys",), by=by)
