"""Form a team."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import TeamId
from hikeshi.teams.model.drafts import TeamDraft, fields_of
from hikeshi.teams.model.team import Team
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases._editing import create


@frozen
class CreateTeam:
    """Form a team."""

    async def __call__(self, work: TeamsWork, draft: TeamDraft, *, by: Actor) -> Team:
        """Create the team of a draft.

        Raises:
            ForbiddenError: Teams are not the actor's to administer.
            ConflictError: The key is taken.
        """
        require(by, Permission.ADMINISTER)
        team = Team(id=TeamId(work.ids()), **fields_of(draft))
        return await create(work, work.teams, team, by=by)
