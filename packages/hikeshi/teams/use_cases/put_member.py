"""Take a person into a team, or change what they may do there."""

from attrs import evolve, field, frozen

from hikeshi.kernel.actor import Actor, TeamRole
from hikeshi.kernel.ids import TeamId, UserId
from hikeshi.teams.model.drafts import TeamDraft
from hikeshi.teams.model.team import Membership, Team
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases.edit_team import EditTeam


@frozen
class PutMember:
    """Take a person into a team, or change what they may do there."""

    edit_team: EditTeam = field(factory=EditTeam)

    async def __call__(
        self,
        work: TeamsWork,
        team_id: TeamId,
        user_id: UserId,
        *,
        role: TeamRole,
        by: Actor,
        expected_version: int | None = None,
    ) -> Team:
        """Add the person at the end of the list, or keep their place with the new role."""
        wanted = Membership(user_id, role)

        def change(draft: TeamDraft) -> TeamDraft:
            if any(member.user_id == user_id for member in draft.members):
                kept = (wanted if m.user_id == user_id else m for m in draft.members)
                return evolve(draft, members=tuple(kept))
            return evolve(draft, members=(*draft.members, wanted))

        return await self.edit_team(work, team_id, change, by=by, expected_version=expected_version)
