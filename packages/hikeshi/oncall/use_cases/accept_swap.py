"""Take what somebody offers: from now on the taker is on call there."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import SwapId, UserId
from hikeshi.oncall.errors import SwapClosedError
from hikeshi.oncall.events import SwapAccepted
from hikeshi.oncall.model.swap import Swap
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._overriding import put_overrides, require_part
from hikeshi.oncall.use_cases._swapping import lock_swap, swap_facts


@frozen
class AcceptSwap:
    """Take what somebody offers: from now on the taker is on call there."""

    async def __call__(
        self,
        work: OncallWork,
        swap_id: SwapId,
        taker_id: UserId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Swap:
        """Put the swap in force, both directions at once; again by the same person does nothing.

        Raises:
            SwapNotFoundError: There is no such swap.
            ForbiddenError: The actor is not the taker, nor is the schedule theirs to configure.
            SwapClosedError: Somebody was faster, it is withdrawn, or it is too late.
            InvalidError: Somebody else was asked, or the taker cannot be on call.
        """
        schedule, swap = await lock_swap(work, swap_id, expected_version)
        require_part(by, (taker_id,), schedule.team_id)
        if not (await work.people()).is_active(taker_id):
            raise InvalidError.at("/user_id", "is deactivated; name somebody else")
        accepted = swap.accept(taker_id, work.now)
        if accepted is swap:
            return swap
        if not swap.is_held(schedule, work.now):
            raise SwapClosedError("The schedule has changed: that time is not theirs to give.")
        await work.swaps.save_many((accepted,))
        work.record(SwapAccepted(**swap_facts(work, accepted, by)))
        await put_overrides(work, schedule, accepted.overrides(taker_id, work.now), by=by)
        return accepted
