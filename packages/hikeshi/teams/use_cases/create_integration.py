"""Let a sender post signals."""

from collections.abc import Callable

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import IntegrationId
from hikeshi.teams.model.drafts import IntegrationDraft, fields_of
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import create
from hikeshi.teams.use_cases._owning import team_of


@frozen
class CreateIntegration:
    """Let a sender post signals.

    Args:
        new_key: Makes a secret key of 32 characters, never the same twice.
    """

    new_key: Callable[[], str]

    async def __call__(self, work: TeamsWork, draft: IntegrationDraft, *, by: Actor) -> Integration:
        """Create the sender of a draft, with a new key.

        Raises:
            ForbiddenError: The service is not the actor's to configure.
        """
        require(by, Permission.CONFIGURE, await team_of(work, draft.service_id))
        integration = Integration(
            id=IntegrationId(work.ids()), keys=(self.new_key(),), **fields_of(draft)
        )
        return await create(work, work.integrations, integration, by=by)
