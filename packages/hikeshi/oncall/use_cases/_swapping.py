"""What every verb on a swap shares: the schedule's lock, the write, and what is written down."""

from collections.abc import Sequence
from typing import Any

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import StaleError
from hikeshi.kernel.ids import EventId, SwapId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.errors import SwapNotFoundError, SwapOverlapError
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.swap import Swap
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._locking import lock_schedule


async def lock_swap(
    work: OncallWork, swap_id: SwapId, expected_version: int | None
) -> tuple[Schedule, Swap]:
    """Return the swap and its schedule, both locked until the work ends.

    The schedule is locked first: whoever offers, accepts, or changes the schedule waits there.

    Raises:
        SwapNotFoundError: There is none of that id.
        ScheduleNotFoundError: Its schedule was deleted.
        StaleError: The swap has another version than the one expected.
    """
    seen = (await work.swaps.get_many((swap_id,))).get(swap_id)
    if seen is None:
        raise SwapNotFoundError
    schedule = await lock_schedule(work, seen.schedule_id, None)
    swap = (await work.swaps.lock_many((swap_id,))).get(swap_id)
    if swap is None:
        raise SwapNotFoundError
    if expected_version is not None and expected_version != swap.version:
        raise StaleError
    return schedule, swap


async def refuse_overlap(work: OncallWork, swap: Swap, pieces: Sequence[Interval]) -> None:
    """Refuse when the giver offers part of these pieces in another pending swap.

    Raises:
        SwapOverlapError: There is such a swap.
    """
    for other in await work.swaps.list_live((swap.schedule_id,), work.now):
        if other.id == swap.id or other.giver_id != swap.giver_id:
            continue
        if other.is_pending(work.now) and other.overlaps(pieces):
            raise SwapOverlapError


def swap_facts(work: OncallWork, swap: Swap, by: Actor) -> dict[str, Any]:
    """Return what every event of a swap says."""
    return {
        "id": EventId(work.ids()),
        "at": work.now,
        "by": by,
        "schedule_id": swap.schedule_id,
        "swap_id": swap.id,
        "giver_id": swap.giver_id,
        "asked_id": swap.asked_id,
        "taker_id": swap.taker_id,
        "start": swap.start,
        "end": swap.end,
    }
