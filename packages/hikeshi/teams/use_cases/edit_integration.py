"""Change a sender."""

from collections.abc import Callable

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import IntegrationId
from hikeshi.teams.model.drafts import IntegrationDraft, draft_of, fields_of
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import save_edited
from hikeshi.teams.use_cases._owning import lock_own_integration, team_of


@frozen
class EditIntegration:
    """Change a sender; its keys stay."""

    async def __call__(
        self,
        work: TeamsWork,
        integration_id: IntegrationId,
        change: Callable[[IntegrationDraft], IntegrationDraft],
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Integration:
        """Turn the sender as it is into the sender as wanted.

        Raises:
            IntegrationNotFoundError: There is none.
            StaleError: It has another version than the one expected.
            ForbiddenError: It, or the service it goes to, is not the actor's to configure.
        """
        integration = await lock_own_integration(work, integration_id, expected_version, by)
        values = fields_of(change(draft_of(IntegrationDraft, integration)))
        require(by, Permission.CONFIGURE, await team_of(work, values["service_id"]))
        return await save_edited(work, work.integrations, integration, values, by=by)
