"""Take pages off the list of dead letters that nobody shall look at any more."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import IncidentId, NotificationId
from hikeshi.notifications.events import NotificationDiscarded
from hikeshi.notifications.model.discarding import (
    Discard,
    Discarding,
    Hindrance,
    discarded,
    hindrance,
)
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.ports import NotificationWork


@frozen
class DiscardDeadLetters:
    """Take dead letters off the list and out of its alarm; each stays as it is, as evidence."""

    async def __call__(
        self,
        work: NotificationWork,
        notification_ids: Sequence[NotificationId],
        asked: Discarding,
        *,
        by: Actor,
    ) -> Sequence[Discard]:
        """Discard them; what has to stay is passed over, with the reason.

        One stays whose incident nobody has and nobody was told of: it may be the only trace of a
        page that is still needed. Force discards that, too.

        Args:
            work: The unit of work.
            notification_ids: Which ones; what is unknown is left out of the answer.
            asked: Why, and whether by force.
            by: Who asks.

        Raises:
            ForbiddenError: The actor may not operate the installation.
        """
        require(by, Permission.OPERATE)
        known = await work.notifications.get_many(notification_ids)
        about = {n.incident_id for n in known.values()}
        statuses = await work.hold_incidents(about)
        locked = await work.notifications.lock_many(known)
        others = await _by_incident(work, about)
        made = []
        for dead in (locked[each] for each in notification_ids if each in locked):
            told = others.get(dead.incident_id, ())
            against = hindrance(dead, statuses.get(dead.incident_id), told)
            forced = asked.force and against is Hindrance.UNREACHED
            made.append(_discard(dead, None if forced else against))
        gone = [discarded(locked[d.notification_id], work.now) for d in made if d.skipped is None]
        if gone:
            await work.notifications.save_many(gone)
        for each in gone:
            work.record(_event(work, each, asked, by))
        return made


async def _by_incident(
    work: NotificationWork, ids: set[IncidentId]
) -> Mapping[IncidentId, Sequence[Notification]]:
    found: defaultdict[IncidentId, list[Notification]] = defaultdict(list)
    for notification in await work.notifications.of_incidents(ids):
        found[notification.incident_id].append(notification)
    return found


def _discard(dead: Notification, against: Hindrance | None) -> Discard:
    return Discard(
        notification_id=dead.id,
        incident_id=dead.incident_id,
        user_id=dead.user_id,
        kind=dead.kind,
        skipped=against,
    )


def _event(
    work: NotificationWork, gone: Notification, asked: Discarding, by: Actor
) -> NotificationDiscarded:
    return NotificationDiscarded(
        id=work.ids(),
        at=work.now,
        by=by,
        notification_id=gone.id,
        incident_id=gone.incident_id,
        user_id=gone.user_id,
        kind=gone.kind,
        because=asked.because,
        forced=asked.force,
    )
