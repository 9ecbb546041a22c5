"""See which swaps a change of their schedule breaks."""

from collections.abc import Mapping

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import ScheduleId
from hikeshi.oncall.events import SwapBroken, SwapEvent, SwapIdled
from hikeshi.oncall.model.swap import Swap, SwapStatus
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._swapping import swap_facts


@frozen
class RecheckSwaps:
    """See which swaps a change of their schedule breaks."""

    async def __call__(self, work: OncallWork, changed: Mapping[ScheduleId, Actor]) -> None:
        """Break pending swaps whose time is no longer held; say which accepted ones act on nobody.

        Called in the transaction that changed, and so locked, the schedules.

        Args:
            work: The unit of work.
            changed: The schedules that changed, and who changed them.
        """
        live = await work.swaps.list_live(changed, work.now)
        if not live:
            return
        locked = await work.swaps.lock_many([swap.id for swap in live])
        schedules = await work.schedules.get_many(changed)
        pairs = [
            (swap, swap.recheck(schedules.get(swap.schedule_id), work.now))
            for swap in locked.values()
        ]
        moved = [after for before, after in pairs if after is not before]
        await work.swaps.save_many(moved)
        work.record(*(_event(work, swap, changed[swap.schedule_id]) for swap in moved))


def _event(work: OncallWork, swap: Swap, by: Actor) -> SwapEvent:
    facts = swap_facts(work, swap, by)
    if swap.status is SwapStatus.BROKEN:
        return SwapBroken(**facts, reason=swap.reason or "")
    return SwapIdled(**facts, spans=tuple((gap.start, gap.end) for gap in swap.idle))
