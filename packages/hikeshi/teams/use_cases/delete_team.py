"""Dissolve a team."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import TeamId
from hikeshi.teams.errors import TeamNotFoundError
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import delete, lock_one


@frozen
class DeleteTeam:
    """Dissolve a team; whether something still uses it is asked outside."""

    async def __call__(
        self,
        work: TeamsWork,
        team_id: TeamId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> None:
        """Delete the team.

        Raises:
            TeamNotFoundError: There is no such team.
            StaleError: It has another version than the one expected.
            ForbiddenError: It is not the actor's to delete.
        """
        team = await lock_one(work.teams, team_id, TeamNotFoundError, expected_version)
        require(by, Permission.ADMINISTER)
        await delete(work, work.teams, team_id, team, by=by)
