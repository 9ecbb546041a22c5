"""/users"""

from attrs import frozen

from hikeshi.flow.queries.configuration import list_users
from hikeshi.flow.usages import refuse_if_used, uses_of_user
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.teams.model.drafts import UserDraft
from hikeshi.teams.model.user import User
from hikeshi.teams.queries import UserFilters
from hikeshi.teams.use_cases.create_user import CreateUser
from hikeshi.teams.use_cases.deactivate_user import DeactivateUser
from hikeshi.teams.use_cases.edit_user import EditUser
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole


@frozen
class Users:
    """/users"""

    create_user: CreateUser = CreateUser()
    edit_user: EditUser = EditUser()
    deactivate_user: DeactivateUser = DeactivateUser()

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: UserFilters
    ) -> PageOf[User]:
        """GET /users"""
        del call
        return list_users(await work.directory(), page, filters)

    async def read(self, work: Work, call: Call, user: UserId) -> User:
        """GET /users/{user}"""
        del call
        return (await work.directory()).users[user]

    async def create(self, work: Work, call: Call, body: UserDraft) -> User:
        """POST /users"""
        return await self.create_user(work, body, by=call.actor)

    async def edit(self, work: Work, call: Call, user: UserId, body: MergePatch[UserDraft]) -> User:
        """PATCH /users/{user}"""
        return await self._change(work, call, user, body)

    async def replace(self, work: Work, call: Call, user: UserId, body: Whole[UserDraft]) -> User:
        """PUT /users/{user}"""
        return await self._change(work, call, user, body)

    async def deactivate(self, work: Work, call: Call, user: UserId) -> None:
        """DELETE /users/{user}"""
        directory = await work.directory()
        uses = uses_of_user(directory, user, work.now)
        await self.deactivate_user(
            work, user, by=call.actor, expected_version=call.expected_version
        )
        refuse_if_used(f"User {directory.users[user].key}", uses)

    async def _change(
        self, work: Work, call: Call, user: UserId, body: MergePatch[UserDraft] | Whole[UserDraft]
    ) -> User:
        change = body.onto((await work.directory()).users[user])
        return await self.edit_user(
            work, user, change, by=call.actor, expected_version=call.expected_version
        )
