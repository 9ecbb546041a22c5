"""/teams and /teams/{team}/members"""

from attrs import frozen

from hikeshi.flow.queries.configuration import list_teams
from hikeshi.flow.queries.in_order import cut_in_order
from hikeshi.flow.usages import refuse_if_used, uses_of_team
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import TeamId, UserId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.teams.model.drafts import TeamDraft
from hikeshi.teams.model.team import Membership, Team
from hikeshi.teams.queries import TeamFilters
from hikeshi.teams.use_cases.create_team import CreateTeam
from hikeshi.teams.use_cases.delete_team import DeleteTeam
from hikeshi.teams.use_cases.edit_team import EditTeam
from hikeshi.teams.use_cases.put_member import PutMember
from hikeshi.teams.use_cases.remove_member import RemoveMember
from hikeshi_server.inbound.http.api.bodies.teams import MemberBody, NewMemberBody
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole


@frozen
class Teams:
    """/teams"""

    create_team: CreateTeam = CreateTeam()
    edit_team: EditTeam = EditTeam()
    delete_team: DeleteTeam = DeleteTeam()

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: TeamFilters
    ) -> PageOf[Team]:
        """GET /teams"""
        del call
        return list_teams(await work.directory(), page, filters)

    async def read(self, work: Work, call: Call, team: TeamId) -> Team:
        """GET /teams/{team}"""
        del call
        return (await work.directory()).teams[team]

    async def create(self, work: Work, call: Call, body: TeamDraft) -> Team:
        """POST /teams"""
        return await self.create_team(work, body, by=call.actor)

    async def edit(self, work: Work, call: Call, team: TeamId, body: MergePatch[TeamDraft]) -> Team:
        """PATCH /teams/{team}"""
        return await self._change(work, call, team, body)

    async def replace(self, work: Work, call: Call, team: TeamId, body: Whole[TeamDraft]) -> Team:
        """PUT /teams/{team}"""
        return await self._change(work, call, team, body)

    async def remove(self, work: Work, call: Call, team: TeamId) -> None:
        """DELETE /teams/{team}"""
        directory = await work.directory()
        await self.delete_team(work, team, by=call.actor, expected_version=call.expected_version)
        refuse_if_used(f"Team {directory.teams[team].key}", uses_of_team(directory, team))

    async def _change(
        self, work: Work, call: Call, team: TeamId, body: MergePatch[TeamDraft] | Whole[TeamDraft]
    ) -> Team:
        change = body.onto((await work.directory()).teams[team])
        return await self.edit_team(
            work, team, change, by=call.actor, expected_version=call.expected_version
        )


@frozen
class TeamMembers:
    """/teams/{team}/members"""

    put_member: PutMember = PutMember()
    remove_member: RemoveMember = RemoveMember()

    async def list_page(
        self, work: Work, call: Call, team: TeamId, page: PageRequest
    ) -> PageOf[Membership]:
        """GET /teams/{team}/members"""
        del call
        members = (await work.directory()).teams[team].members
        return cut_in_order(members, page, lambda member: member.user_id)

    async def add(self, work: Work, call: Call, team: TeamId, body: NewMemberBody) -> Team:
        """POST /teams/{team}/members"""
        return await self.put_member(
            work,
            team,
            body.user_id,
            role=body.role,
            by=call.actor,
            expected_version=call.expected_version,
        )

    async def put(
        self, work: Work, call: Call, team: TeamId, user: UserId, body: MemberBody
    ) -> Team:
        """PUT /teams/{team}/members/{user}"""
        return await self.put_member(
            work,
            team,
            user,
            role=body.role,
            by=call.actor,
            expected_version=call.expected_version,
        )

    async def remove(self, work: Work, call: Call, team: TeamId, user: UserId) -> Team:
        """DELETE /teams/{team}/members/{user}"""
        return await self.remove_member(
            work, team, user, by=call.actor, expected_version=call.expected_version
        )
