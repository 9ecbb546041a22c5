"""What a change of a schedule means for the swaps on it."""

from collections.abc import Sequence

from hikeshi.flow.work import Work
from hikeshi.oncall.events import ScheduleEvent
from hikeshi.oncall.use_cases.recheck_swaps import RecheckSwaps

_recheck_swaps = RecheckSwaps()


async def recheck_swaps(work: Work, events: Sequence[ScheduleEvent]) -> None:
    """Break the pending swaps whose time is no longer held; report what acts on nobody."""
    await _recheck_swaps(work, {event.schedule_id: event.by for event in events})
