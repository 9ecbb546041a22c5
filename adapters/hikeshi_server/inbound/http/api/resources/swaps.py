"""/swaps"""

from attrs import field, frozen

from hikeshi.flow.duty import swap_warnings
from hikeshi.flow.work import Work
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import SwapId, UserId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.oncall import Swap, SwapStatus, swap_effect
from hikeshi.oncall.errors import ScheduleNotFoundError, SwapNotFoundError
from hikeshi.oncall.queries import SwapFilters, SwapQueries, SwapView
from hikeshi.oncall.use_cases.accept_swap import AcceptSwap
from hikeshi.oncall.use_cases.decline_swap import DeclineSwap
from hikeshi.oncall.use_cases.offer_swap import OfferSwap
from hikeshi.oncall.use_cases.withdraw_swap import WithdrawSwap
from hikeshi_server.inbound.http.api.bodies.swaps import (
    AcceptanceBody,
    SwapBody,
    SwapDetail,
    SwapPreview,
    TakerFilters,
    swap_detail,
    swap_preview,
)
from hikeshi_server.inbound.http.api.call import Call


@frozen(kw_only=True)
class Swaps:
    """/swaps"""

    queries: SwapQueries
    offer_swap: OfferSwap = field(factory=OfferSwap)
    accept_swap: AcceptSwap = field(factory=AcceptSwap)
    decline_swap: DeclineSwap = field(factory=DeclineSwap)
    withdraw_swap: WithdrawSwap = field(factory=WithdrawSwap)

    async def list_page(
        self, call: Call, page: PageRequest, filters: SwapFilters
    ) -> PageOf[SwapView]:
        """GET /swaps"""
        del call
        return await self.queries.list_page(page, filters)

    async def read(self, work: Work, call: Call, swap: SwapId) -> SwapDetail:
        """GET /swaps/{swap}"""
        del call
        return await _detail(work, await _find(work, swap))

    async def offer(self, work: Work, call: Call, body: SwapBody) -> SwapDetail:
        """POST /swaps"""
        draft = body.draft(_oneself(call))
        return await _detail(work, await self.offer_swap(work, draft, by=call.actor))

    async def preview(self, work: Work, call: Call, body: SwapBody) -> SwapPreview:
        """POST /swaps/preview"""
        draft = body.draft(_oneself(call))
        schedule = (await work.directory()).schedules[draft.schedule_id]
        swap = draft.to_swap(schedule, SwapId(work.ids()), work.now)
        return await _preview(work, swap, draft.asked_id or _oneself(call))

    async def effect(
        self, work: Work, call: Call, swap: SwapId, filters: TakerFilters
    ) -> SwapPreview:
        """GET /swaps/{swap}/preview"""
        found = await _find(work, swap)
        taker_id = filters.user_id or found.asked_id or _oneself(call)
        return await _preview(work, found, taker_id)

    async def accept(
        self, work: Work, call: Call, swap: SwapId, body: AcceptanceBody
    ) -> SwapDetail:
        """PUT /swaps/{swap}/acceptance"""
        taker_id = body.user_id or _oneself(call)
        accepted = await self.accept_swap(
            work, swap, taker_id, by=call.actor, expected_version=call.expected_version
        )
        return await _detail(work, accepted)

    async def decline(self, work: Work, call: Call, swap: SwapId) -> SwapDetail:
        """PUT /swaps/{swap}/refusal"""
        declined = await self.decline_swap(
            work, swap, by=call.actor, expected_version=call.expected_version
        )
        return await _detail(work, declined)

    async def withdraw(self, work: Work, call: Call, swap: SwapId) -> SwapDetail:
        """PUT /swaps/{swap}/withdrawal"""
        withdrawn = await self.withdraw_swap(
            work, swap, by=call.actor, expected_version=call.expected_version
        )
        return await _detail(work, withdrawn)


def _oneself(call: Call) -> UserId:
    if call.actor.id is None:
        raise ForbiddenError("Hikeshi itself is never on call; name a person.")
    return UserId(call.actor.id)


async def _find(work: Work, swap_id: SwapId) -> Swap:
    found = (await work.swaps.get_many((swap_id,))).get(swap_id)
    if found is None:
        raise SwapNotFoundError
    return found


async def _detail(work: Work, swap: Swap) -> SwapDetail:
    done = swap.status is SwapStatus.ACCEPTED
    taker_id = swap.taker_id or swap.asked_id
    speaks = done or swap.is_pending(work.now)
    against = await swap_warnings(work, swap, taker_id, done=done) if speaks else ()
    return swap_detail(swap, work.now, against)


async def _preview(work: Work, swap: Swap, taker_id: UserId) -> SwapPreview:
    schedule = (await work.directory()).schedules.get(swap.schedule_id)
    if schedule is None:
        raise ScheduleNotFoundError
    effect = swap_effect(schedule, swap, taker_id, work.now)
    return swap_preview(swap, taker_id, effect, await swap_warnings(work, swap, taker_id))
