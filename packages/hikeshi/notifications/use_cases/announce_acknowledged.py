"""Show those who were paged that somebody has it, where that takes no new message."""

from collections.abc import Iterable

from attrs import frozen

from hikeshi.kernel.ids import IncidentId
from hikeshi.notifications.model.notification import Purpose
from hikeshi.notifications.model.planning import plan_notice
from hikeshi.notifications.ports import NotificationWork


@frozen
class AnnounceAcknowledged:
    """Show those who were paged that somebody has it, where that takes no new message."""

    async def __call__(self, work: NotificationWork, incident_ids: Iterable[IncidentId]) -> None:
        """Plan one notice for each person and method whose message can be changed."""
        told = await work.notifications.of_incidents(incident_ids)
        notices = [
            notice
            for incident_id in dict.fromkeys(page.incident_id for page in told)
            for notice in plan_notice(
                Purpose.ACKNOWLEDGED,
                (page for page in told if page.incident_id == incident_id),
                work.now,
                work.ids,
            )
        ]
        await work.notifications.add_many(notices)
