"""Change a team's name, key or members."""

from collections.abc import Callable

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import TeamId
from hikeshi.teams.errors import TeamNotFoundError
from hikeshi.teams.model.drafts import TeamDraft, draft_of, fields_of
from hikeshi.teams.model.team import Team
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import lock_one, save_edited


@frozen
class EditTeam:
    """Change a team's name, key or members."""

    async def __call__(
        self,
        work: TeamsWork,
        team_id: TeamId,
        change: Callable[[TeamDraft], TeamDraft],
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Team:
        """Turn the team as it is into the team as wanted.

        Raises:
            TeamNotFoundError: There is no such team.
            StaleError: It has another version than the one expected.
            ForbiddenError: It is not the actor's to configure.
        """
        team = await lock_one(work.teams, team_id, TeamNotFoundError, expected_version)
        require(by, Permission.CONFIGURE, team_id)
        values = fields_of(change(draft_of(TeamDraft, team)))
        return await save_edited(work, work.teams, team, values, by=by)
