"""Take a swap back."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import SwapId
from hikeshi.oncall.events import SwapWithdrawn
from hikeshi.oncall.model.swap import Swap, SwapStatus
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._overriding import require_part
from hikeshi.oncall.use_cases._swapping import lock_swap, swap_facts


@frozen
class WithdrawSwap:
    """Take a swap back."""

    async def __call__(
        self,
        work: OncallWork,
        swap_id: SwapId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Swap:
        """Withdraw the swap; what is still to come of an accepted one goes back to the giver.

        An accepted one binds both sides: whoever configures the schedule takes it back, or the
        two swap once more.

        Raises:
            SwapNotFoundError: There is no such swap.
            ForbiddenError: It is not the actor's to take back.
            SwapClosedError: It is over, declined, expired or broken.
        """
        schedule, swap = await lock_swap(work, swap_id, expected_version)
        if swap.status is SwapStatus.ACCEPTED:
            require(by, Permission.CONFIGURE, schedule.team_id)
        else:
            require_part(by, (swap.giver_id,), schedule.team_id)
        withdrawn = swap.withdraw(work.now)
        if withdrawn is swap:
            return swap
        restored = schedule.end_swap(swap.id, work.now)
        if restored is not schedule:
            await work.schedules.save_many((restored,))
        await work.swaps.save_many((withdrawn,))
        work.record(SwapWithdrawn(**swap_facts(work, withdrawn, by)))
        return withdrawn
