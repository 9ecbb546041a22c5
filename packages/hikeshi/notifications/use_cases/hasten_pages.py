"""What has become as bad as can be waits for nothing any more."""

from collections.abc import Iterable

from attrs import frozen

from hikeshi.kernel.ids import IncidentId
from hikeshi.notifications.model.notification import Purpose
from hikeshi.notifications.ports import NotificationWork


@frozen
class HastenPages:
    """Let the pages of incidents go at once and alone, whatever they waited for."""

    async def __call__(self, work: NotificationWork, incident_ids: Iterable[IncidentId]) -> None:
        """Take the open pages of these incidents out of every bundle that has not left."""
        found = await work.notifications.of_incidents(incident_ids)
        wanted = [
            n.id for n in found if n.purpose is Purpose.PAGE and n.attempts == 0 and not n.is_over
        ]
        if not wanted:
            return
        locked = await work.notifications.lock_many(wanted)
        hastened = [n.hastened(work.now) for n in locked.values() if not n.is_over]
        changed = [n for n in hastened if n != locked[n.id]]
        if changed:
            await work.notifications.save_many(changed)
