"""Offer time on call to the team, or ask one person to take it."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import SwapId
from hikeshi.oncall.events import SwapOffered
from hikeshi.oncall.model.swap import Swap
from hikeshi.oncall.model.swap_draft import SwapDraft
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._locking import lock_schedule
from hikeshi.oncall.use_cases._overriding import require_part
from hikeshi.oncall.use_cases._swapping import refuse_overlap, swap_facts


@frozen
class OfferSwap:
    """Offer time on call to the team, or ask one person to take it."""

    async def __call__(self, work: OncallWork, draft: SwapDraft, *, by: Actor) -> Swap:
        """Write the swap, bound to the giver's own shifts; they stay on call until it is accepted.

        Raises:
            ScheduleNotFoundError: There is no such schedule.
            ForbiddenError: The shifts are not the actor's, nor the schedule theirs to configure.
            NothingToGiveError: There is no shift of that person in that time.
            SwapOverlapError: Part of it is offered already.
        """
        schedule = await lock_schedule(work, draft.schedule_id, None)
        require_part(by, (draft.giver_id,), schedule.team_id)
        people = await work.people()
        if draft.asked_id is not None and not people.is_active(draft.asked_id):
            raise InvalidError.at("/asked_id", "is deactivated; ask somebody else")
        swap = draft.to_swap(schedule, SwapId(work.ids()), work.now)
        await refuse_overlap(work, swap, swap.pieces)
        await work.swaps.save_many((swap,))
        work.record(SwapOffered(**swap_facts(work, swap, by)))
        return swap
