"""Tell those who were paged by a quiet channel that it is over."""

from collections.abc import Iterable

from attrs import frozen

from hikeshi.kernel.ids import IncidentId
from hikeshi.notifications.model.notification import Notification, Purpose
from hikeshi.notifications.model.planning import plan_notice
from hikeshi.notifications.ports import NotificationWork


@frozen
class AnnounceResolved:
    """Tell those who were paged by a quiet channel that it is over.

    Args:
        only: Kinds of these channels to tell by; nothing = all.
    """

    only: frozenset[str] | None = None

    async def __call__(self, work: NotificationWork, incident_ids: Iterable[IncidentId]) -> None:
        """Plan one notice for each person and method a page arrived by."""
        wanted = list(incident_ids)
        if not wanted:
            return
        told = await work.notifications.of_incidents(wanted)
        notices = [
            notice
            for incident_id in dict.fromkeys(page.incident_id for page in told)
            for notice in plan_notice(
                Purpose.RESOLVED,
                (page for page in told if page.incident_id == incident_id and self._tells(page)),
                work.now,
                work.ids,
            )
        ]
        await work.notifications.add_many(notices)

    def _tells(self, page: Notification) -> bool:
        return self.only is None or page.kind in self.only
