"""Let a person leave a team."""

from attrs import evolve, field, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import NotFoundError
from hikeshi.kernel.ids import TeamId, UserId
from hikeshi.teams.model.drafts import TeamDraft
from hikeshi.teams.model.team import Team
from hikeshi.teams.ports import TeamsWork
from hikeshi.teams.use_cases.edit_team import EditTeam


@frozen
class RemoveMember:
    """Let a person leave a team."""

    edit_team: EditTeam = field(factory=EditTeam)

    async def __call__(
        self,
        work: TeamsWork,
        team_id: TeamId,
        user_id: UserId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Team:
        """Take the person off the list.

        Raises:
            NotFoundError: They are no member.
        """

        def change(draft: TeamDraft) -> TeamDraft:
            kept = tuple(member for member in draft.members if member.user_id != user_id)
            if len(kept) == len(draft.members):
                raise NotFoundError("The person is no member of the team.")
            return evolve(draft, members=kept)

        return await self.edit_team(work, team_id, change, by=by, expected_version=expected_version)
