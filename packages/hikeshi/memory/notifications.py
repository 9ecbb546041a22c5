"""Notifications, attempts and personal rules in memory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice

from attrs import frozen

from hikeshi.kernel.ids import IncidentId, NotificationId, NotificationRuleId, UserId
from hikeshi.memory.documents import InMemoryDocuments
from hikeshi.memory.store import Store
from hikeshi.notifications.model.announcement import Announcement
from hikeshi.notifications.model.bundling import Pace, Place
from hikeshi.notifications.model.delivery_attempt import DeliveryAttempt
from hikeshi.notifications.model.expiry import Expiry
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.notification_rule import NotificationRule


@frozen
class InMemoryNotificationRepository:
    """Keeps notifications."""

    store: Store

    async def add_many(self, notifications: Sequence[Notification]) -> None:
        """Write new notifications."""
        for notification in notifications:
            self._put(notification)

    async def get_many(
        self, ids: Iterable[NotificationId]
    ) -> Mapping[NotificationId, Notification]:
        """Return those that exist."""
        return self.store.notifications.pick(ids)

    async def lock_many(
        self, ids: Iterable[NotificationId], *, skip_locked: bool = False
    ) -> Mapping[NotificationId, Notification]:
        """Return those that exist; one work at a time needs no lock."""
        del skip_locked
        return self.store.notifications.pick(ids)

    async def save_many(self, notifications: Sequence[Notification]) -> None:
        """Write locked notifications."""
        await self.add_many(notifications)

    async def expire_open(self, expiries: Sequence[Expiry]) -> None:
        """Give up every notification an expiry covers that is pending or being sent."""
        open_ones = self.store.open_notifications.rows
        for expiry in expiries:
            theirs = self.store.notifications_of.rows.get(expiry.incident_id, ())
            for notification in [open_ones[each] for each in theirs if each in open_ones]:
                if expiry.covers(notification):
                    self._put(notification.expired(expiry.reason))

    async def of_incidents(self, ids: Iterable[IncidentId]) -> Sequence[Notification]:
        """Return all notifications of these incidents, oldest first."""
        known = self.store.notifications_of.rows
        named = (each for incident_id in set(ids) for each in known.get(incident_id, ()))
        return list(self.store.notifications.pick(sorted(named)).values())

    def _put(self, notification: Notification) -> None:
        """Write it; what is looked at often, by incident or while it is not over, is kept apart."""
        if notification.id not in self.store.notifications.rows:
            theirs = self.store.notifications_of
            known = theirs.rows.get(notification.incident_id, ())
            theirs.put(notification.incident_id, (*known, notification.id))
        self.store.notifications.put(notification.id, notification)
        if notification.is_over:
            self.store.open_notifications.drop(notification.id)
        else:
            self.store.open_notifications.put(notification.id, notification)
            self.store.due_notifications.plan(notification)


@frozen
class InMemoryNotificationQueue:
    """Finds the notifications whose time has come."""

    store: Store

    async def lock_due(self, now: datetime, limit: int) -> Sequence[tuple[Notification, str]]:
        """Return due notifications and lost attempts by their ids; one work needs no lock."""
        due = self.store.due_notifications.due(now)
        return self._with_their_kind(due, due[:limit])

    async def lock_these(
        self, ids: Iterable[NotificationId], now: datetime
    ) -> Sequence[tuple[Notification, str]]:
        """Return those of these that are due, by their ids; one work needs no lock."""
        named = self.store.notifications.pick(ids).values()
        due = self.store.due_notifications.due(now)
        return self._with_their_kind(due, named)

    async def waiting(
        self, now: datetime, limit: int, told: Collection[Announcement]
    ) -> Sequence[Announcement]:
        """Return what there is to announce, longest due first, without what was told."""
        known = {each.key for each in told}
        due = self.store.due_notifications.due(now)
        return [each for n in due if (each := _announcement(n)).key not in known][:limit]

    def _with_their_kind(
        self, due: Iterable[Notification], named: Iterable[Notification]
    ) -> Sequence[tuple[Notification, str]]:
        named = tuple(named)
        people = {(n.incident_id, n.user_id) for n in named}
        places = {n.contact_method_id for n in named if n.is_gathered}
        wanted = sorted(
            (
                n
                for n in due
                if (n.incident_id, n.user_id) in people
                or (n.is_gathered and n.contact_method_id in places)
            ),
            key=lambda n: n.id,
        )
        incidents = self.store.incidents.rows
        return [
            (n, incidents[n.incident_id].status.value) for n in wanted if n.incident_id in incidents
        ]

    async def planned_now(self, now: datetime, limit: int) -> Sequence[Notification]:
        """Return the due pages this work has added to incidents without another open page."""
        added = {n.id: n for n in self.store.notifications.added()}
        others = {
            n.incident_id for n in self.store.open_notifications.rows.values() if n.id not in added
        }
        due = (n for n in added.values() if n.claimable(now) and n.incident_id not in others)
        return tuple(islice(due, limit))

    async def next_due_at(self) -> datetime | None:
        """Return when the next notification is due or the next lease runs out."""
        return self.earliest()

    def earliest(self) -> datetime | None:
        """Return the same at once, for who looks often and has nothing to wait for."""
        return self.store.due_notifications.first()


def _announcement(notification: Notification) -> Announcement:
    return Announcement(
        notification_id=notification.id,
        incident_id=notification.incident_id,
        user_id=notification.user_id,
        due_at=notification.due_at,
        attempts=notification.attempts,
    )


@frozen
class InMemoryBundleRepository:
    """Knows what went to a place lately, and what went out together."""

    store: Store

    async def paces(self, places: Iterable[Place]) -> Mapping[Place, Pace]:
        """Return the windows of these places, where they ever had one."""
        known = self.store.paces.rows
        return {place: known[place] for place in places if place in known}

    async def save_paces(self, paces: Sequence[Pace]) -> None:
        """Write windows in the place of those before."""
        for pace in paces:
            self.store.paces.put(pace.place, pace)

    async def members(self, ids: Iterable[NotificationId]) -> Sequence[Notification]:
        """Return all notifications that these lead, the leaders included, by their ids."""
        wanted = set(ids)
        found = (n for n in self.store.notifications.rows.values() if n.bundle_id in wanted)
        return sorted(found, key=lambda n: n.id)


@frozen
class InMemoryDeliveryAttemptRepository:
    """Keeps delivery attempts."""

    store: Store

    async def add_many(self, attempts: Sequence[DeliveryAttempt]) -> None:
        """Write attempts that begin."""
        for attempt in attempts:
            self.store.attempts.put(attempt.id, attempt)

    async def save_many(self, attempts: Sequence[DeliveryAttempt]) -> None:
        """Write what came of attempts."""
        await self.add_many(attempts)

    async def of_notifications(
        self, ids: Iterable[NotificationId]
    ) -> Mapping[NotificationId, Sequence[DeliveryAttempt]]:
        """Return the attempts of these notifications, first to last."""
        found: dict[NotificationId, list[DeliveryAttempt]] = {each: [] for each in ids}
        for attempt in self.store.attempts.rows.values():
            if attempt.notification_id in found:
                found[attempt.notification_id].append(attempt)
        return {key: attempts for key, attempts in found.items() if attempts}


class InMemoryNotificationRuleRepository(InMemoryDocuments[NotificationRuleId, NotificationRule]):
    """Keeps personal rules."""

    async def list_of(self, user_id: UserId) -> Sequence[NotificationRule]:
        """Return the person's rules, oldest first."""
        return [rule for rule in await self.list_all() if rule.user_id == user_id]
