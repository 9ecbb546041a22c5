"""/users/{user}/unavailabilities"""

from attrs import field, frozen

from hikeshi.flow.queries.in_order import cut_in_order
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import UnavailabilityId, UserId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.oncall import Unavailability, UnavailabilityDraft
from hikeshi.oncall.errors import UnavailabilityNotFoundError
from hikeshi.oncall.model.looking_after import looks_after
from hikeshi.oncall.queries import UnavailabilityView, unavailability_view
from hikeshi.oncall.use_cases.add_unavailability import AddUnavailability
from hikeshi.oncall.use_cases.edit_unavailability import EditUnavailability
from hikeshi.oncall.use_cases.remove_unavailability import RemoveUnavailability
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole

Change = MergePatch[UnavailabilityDraft] | Whole[UnavailabilityDraft]


@frozen
class Unavailabilities:
    """/users/{user}/unavailabilities"""

    add_unavailability: AddUnavailability = field(factory=AddUnavailability)
    edit_unavailability: EditUnavailability = field(factory=EditUnavailability)
    remove_unavailability: RemoveUnavailability = field(factory=RemoveUnavailability)

    async def list_page(
        self, work: Work, call: Call, user: UserId, page: PageRequest
    ) -> PageOf[UnavailabilityView]:
        """GET /users/{user}/unavailabilities"""
        found = await work.unavailabilities.list_of((user,))
        views = [await _view(work, call, each) for each in found]
        return cut_in_order(views, page, lambda view: view.id)

    async def read(
        self, work: Work, call: Call, user: UserId, unavailability: UnavailabilityId
    ) -> UnavailabilityView:
        """GET /users/{user}/unavailabilities/{unavailability}"""
        return await _view(work, call, await _find(work, user, unavailability))

    async def add(
        self, work: Work, call: Call, user: UserId, body: UnavailabilityDraft
    ) -> UnavailabilityView:
        """POST /users/{user}/unavailabilities"""
        return await _view(
            work, call, await self.add_unavailability(work, user, body, by=call.actor)
        )

    async def edit(
        self,
        work: Work,
        call: Call,
        user: UserId,
        unavailability: UnavailabilityId,
        body: MergePatch[UnavailabilityDraft],
    ) -> UnavailabilityView:
        """PATCH /users/{user}/unavailabilities/{unavailability}"""
        return await self._change(work, call, user, unavailability, body)

    async def replace(
        self,
        work: Work,
        call: Call,
        user: UserId,
        unavailability: UnavailabilityId,
        body: Whole[UnavailabilityDraft],
    ) -> UnavailabilityView:
        """PUT /users/{user}/unavailabilities/{unavailability}"""
        return await self._change(work, call, user, unavailability, body)

    async def remove(
        self, work: Work, call: Call, user: UserId, unavailability: UnavailabilityId
    ) -> None:
        """DELETE /users/{user}/unavailabilities/{unavailability}"""
        await self.remove_unavailability(
            work, user, unavailability, by=call.actor, expected_version=call.expected_version
        )

    async def _change(
        self,
        work: Work,
        call: Call,
        user: UserId,
        unavailability: UnavailabilityId,
        body: Change,
    ) -> UnavailabilityView:
        found = await _find(work, user, unavailability)
        edited = await self.edit_unavailability(
            work,
            user,
            unavailability,
            body.onto(await _view(work, call, found)),
            by=call.actor,
            expected_version=call.expected_version,
        )
        return await _view(work, call, edited)


async def _find(work: Work, user_id: UserId, found_id: UnavailabilityId) -> Unavailability:
    found = (await work.unavailabilities.get_many((found_id,))).get(found_id)
    if found is None or found.user_id != user_id:
        raise UnavailabilityNotFoundError
    return found


async def _view(work: Work, call: Call, found: Unavailability) -> UnavailabilityView:
    directory = await work.directory()
    told = looks_after(call.actor, found.user_id, directory.teams_of(found.user_id))
    return unavailability_view(found, directory.zone_of(found.user_id), with_reason=told)
