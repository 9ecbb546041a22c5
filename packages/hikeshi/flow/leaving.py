"""What a person's leaving takes with it."""

from collections import defaultdict
from collections.abc import Sequence

from hikeshi.access.use_cases.end_access import EndAccess
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import UserId
from hikeshi.teams.events import ObjectChanged

_end_access = EndAccess()


async def end_access_of_leavers(work: Work, events: Sequence[ObjectChanged]) -> None:
    """End the sessions and API tokens of those who were deactivated just now."""
    changed = [event for event in events if event.kind == "user" and "active" in event.fields]
    if not changed:
        return
    directory = await work.directory()
    leavers: dict[Actor, set[UserId]] = defaultdict(set)
    for event in changed:
        if not directory.is_active(UserId(event.object_id)):
            leavers[event.by].add(UserId(event.object_id))
    for by, user_ids in leavers.items():
        await _end_access(work, user_ids, by=by)
