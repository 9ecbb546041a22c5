"""What a swap would change, before anybody accepts it."""

from datetime import datetime

from attrs import frozen

from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.shift import Shift, merged_shifts
from hikeshi.oncall.model.swap import Swap


@frozen
class SwapEffect:
    """The final shifts, merged per person, around a swap.

    Args:
        before: As it is.
        after: As it would be.
    """

    before: tuple[Shift, ...]
    after: tuple[Shift, ...]


def swap_effect(schedule: Schedule, swap: Swap, taker_id: UserId, at: datetime) -> SwapEffect:
    """Return what a person's accepting at an instant would change, from then to the swap's end.

    Raises:
        SwapClosedError: It is not open any more.
        InvalidError: That person cannot accept it.
    """
    accepted = swap.accept(taker_id, at)
    whole = Interval(max(swap.start, at), swap.end)
    changed = schedule.add_overrides(accepted.overrides(taker_id, at), at)
    return SwapEffect(merged_shifts(schedule, whole), merged_shifts(changed, whole))
