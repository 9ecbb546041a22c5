"""Say that one will not take what one was asked to."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import SwapId
from hikeshi.oncall.events import SwapDeclined
from hikeshi.oncall.model.swap import Swap
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._overriding import require_part
from hikeshi.oncall.use_cases._swapping import lock_swap, swap_facts


@frozen
class DeclineSwap:
    """Say that one will not take what one was asked to."""

    async def __call__(
        self,
        work: OncallWork,
        swap_id: SwapId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Swap:
        """Decline the swap; the giver stays on call.

        Raises:
            SwapNotFoundError: There is no such swap.
            ForbiddenError: The actor was not asked, nor is the schedule theirs to configure.
            SwapClosedError: It is not open any more, or offered to everybody.
        """
        schedule, swap = await lock_swap(work, swap_id, expected_version)
        require_part(by, (swap.asked_id,), schedule.team_id)
        declined = swap.decline(work.now)
        if declined is not swap:
            await work.swaps.save_many((declined,))
            work.record(SwapDeclined(**swap_facts(work, declined, by)))
        return declined
