"""/users"""

from datetime import datetime

from attrs import asdict, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.queries.configuration import list_users
from hikeshi.flow.usages import LOOKED_AHEAD, refuse_if_used, uses_of_user
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.oncall.model.extent import TooManyPiecesError
from hikeshi.teams.model.drafts import UserDraft
from hikeshi.teams.model.user import User
from hikeshi.teams.queries import UserFilters
from hikeshi.teams.use_cases.create_user import CreateUser
from hikeshi.teams.use_cases.deactivate_user import DeactivateUser
from hikeshi.teams.use_cases.edit_user import EditUser
from hikeshi_server.inbound.http.api.bodies.duty import (
    EditedUser,
    ScheduleDeparture,
    departure_views,
)
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

    async def edit(
        self, work: Work, call: Call, user: UserId, body: MergePatch[UserDraft]
    ) -> EditedUser:
        """PATCH /users/{user}"""
        return await self._change(work, call, user, body)

    async def replace(
        self, work: Work, call: Call, user: UserId, body: Whole[UserDraft]
    ) -> EditedUser:
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
    ) -> EditedUser:
        directory = await work.directory()
        before = directory.users[user]
        change = body.onto(before)
        after = await self.edit_user(
            work, user, change, by=call.actor, expected_version=call.expected_version
        )
        left = before.active and not after.active
        return EditedUser(
            **asdict(after, recurse=False),
            departures=_departures(directory, user, work.now) if left else (),
        )


def _departures(directory: Directory, user: UserId, now: datetime) -> tuple[ScheduleDeparture, ...]:
    try:
        return departure_views(directory, user, Interval(now, now + LOOKED_AHEAD))
    except TooManyPiecesError:
        # Who has to go goes, however busy their schedules are.
        return ()
