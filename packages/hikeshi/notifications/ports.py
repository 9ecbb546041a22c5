"""What the notifications domain needs of the world."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hikeshi.kernel.almanac import Almanac
from hikeshi.kernel.ids import IncidentId, NoticeId, NotificationId, NotificationRuleId, UserId
from hikeshi.kernel.work import Documents, Recorder
from hikeshi.notifications.model.announcement import Announcement, HeardAnnouncement, QueueDepth
from hikeshi.notifications.model.bundling import Bundling, Pace, Place
from hikeshi.notifications.model.contact import Contact
from hikeshi.notifications.model.delivery_attempt import DeliveryAttempt
from hikeshi.notifications.model.envelope import Envelope, Recipient
from hikeshi.notifications.model.expiry import Expiry
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.notifications.model.outcome import DeliveryReport


class NotificationRepository(Protocol):
    """Keeps notifications."""

    async def add_many(self, notifications: Sequence[Notification]) -> None:
        """Write new notifications."""
        ...

    async def get_many(
        self, ids: Iterable[NotificationId]
    ) -> Mapping[NotificationId, Notification]:
        """Return those that exist."""
        ...

    async def lock_many(
        self, ids: Iterable[NotificationId], *, skip_locked: bool = False
    ) -> Mapping[NotificationId, Notification]:
        """Return those that exist as they are now, locked in the order of their ids."""
        ...

    async def save_many(self, notifications: Sequence[Notification]) -> None:
        """Write locked notifications."""
        ...

    async def expire_open(self, expiries: Sequence[Expiry]) -> None:
        """Give up every notification an expiry covers that is pending or being sent."""
        ...

    async def of_incidents(self, ids: Iterable[IncidentId]) -> Sequence[Notification]:
        """Return all notifications of these incidents, oldest first."""
        ...


class NotificationQueue(Protocol):
    """Finds the notifications whose time has come."""

    async def lock_due(self, now: datetime, limit: int) -> Sequence[tuple[Notification, str]]:
        """Lock due notifications and lost attempts, the longest due ones; return them by their ids.

        With a notification come all due ones of the same person and incident, and with one that
        waits for others, or went out with them, those of the same place. Each comes with the
        status of its incident, which stays as it is until the work ends. What somebody is changing
        at this moment, be it notification or incident, is left out.
        """
        ...

    async def lock_these(
        self, ids: Iterable[NotificationId], now: datetime
    ) -> Sequence[tuple[Notification, str]]:
        """Lock those of these notifications that are due, as `lock_due` does with the longest."""
        ...

    async def waiting(
        self, now: datetime, limit: int, told: Collection[Announcement]
    ) -> Sequence[Announcement]:
        """Return what there is to announce, longest due first, without what was told; no lock."""
        ...

    async def planned_now(self, now: datetime, limit: int) -> Sequence[Notification]:
        """Return due notifications this work has added to incidents without another open page.

        Nobody else can see them before the work commits. Where the work cannot tell, or may have
        given up what it added, they are left to those who find them `due`.
        """
        ...

    async def next_due_at(self) -> datetime | None:
        """Return when the next notification is due or the next lease runs out."""
        ...


class PageQueue(Protocol):
    """Carries announcements between processes; each comes out at least once, or gets lost.

    Every method raises UnavailableError while the queue cannot be reached.
    """

    async def announce(self, announcements: Sequence[Announcement]) -> None:
        """Put these in."""
        ...

    async def hear(self, limit: int, seconds: float) -> Sequence[HeardAnnouncement]:
        """Take out at most so many, waiting for the first one at most so long.

        Nobody else hears them for a while. What is not dropped by then comes out again; what
        came out too often without an end is put aside as dead.
        """
        ...

    async def hide(self, heard: Sequence[HeardAnnouncement], seconds: float) -> None:
        """Keep these from others for so long from now; zero gives them back at once."""
        ...

    async def drop(self, heard: Sequence[HeardAnnouncement]) -> None:
        """Remove these for good; what is gone already is no error."""
        ...

    async def redrive(self, limit: int) -> int:
        """Put at most so many dead ones back; return how many it were."""
        ...

    async def depth(self) -> QueueDepth:
        """Return how much it holds."""
        ...


class BundleRepository(Protocol):
    """Knows what went to a place lately, and what went out together."""

    async def paces(self, places: Iterable[Place]) -> Mapping[Place, Pace]:
        """Return the windows of these places, where they ever had one; nothing is locked."""
        ...

    async def save_paces(self, paces: Sequence[Pace]) -> None:
        """Write windows in the place of those before."""
        ...

    async def members(self, ids: Iterable[NotificationId]) -> Sequence[Notification]:
        """Return all notifications that these lead, the leaders included, by their ids."""
        ...


class DeliveryAttemptRepository(Protocol):
    """Keeps delivery attempts."""

    async def add_many(self, attempts: Sequence[DeliveryAttempt]) -> None:
        """Write attempts that begin."""
        ...

    async def save_many(self, attempts: Sequence[DeliveryAttempt]) -> None:
        """Write what came of attempts."""
        ...

    async def of_notifications(
        self, ids: Iterable[NotificationId]
    ) -> Mapping[NotificationId, Sequence[DeliveryAttempt]]:
        """Return the attempts of these notifications, first to last."""
        ...


class NotificationRuleRepository(Documents[NotificationRuleId, NotificationRule], Protocol):
    """Keeps personal rules."""

    async def list_of(self, user_id: UserId) -> Sequence[NotificationRule]:
        """Return the person's rules, oldest first."""
        ...


class NoticeRepository(Protocol):
    """Keeps notices and finds those whose time has come."""

    async def add_many(self, notices: Sequence[Notice]) -> None:
        """Write those whose person, topic and subject are new; the others are there already."""
        ...

    async def lock_due(self, now: datetime, limit: int) -> Sequence[Notice]:
        """Lock due notices and lost attempts, longest due first; others' locks are left out."""
        ...

    async def lock_many(self, ids: Iterable[NoticeId]) -> Mapping[NoticeId, Notice]:
        """Return those that exist as they are now, locked in the order of their ids."""
        ...

    async def save_many(self, notices: Sequence[Notice]) -> None:
        """Write locked notices."""
        ...

    async def created_since(
        self, user_id: UserId, topic: Topic, instant: datetime
    ) -> Sequence[datetime]:
        """Return when the person's notices of a topic were planned from then on, oldest first."""
        ...

    async def next_due_at(self) -> datetime | None:
        """Return when the next notice is due or the next lease runs out."""
        ...

    async def forget_before(self, instant: datetime, limit: int) -> int:
        """Remove at most so many notices that expired before; return how many it were."""
        ...


class AddressBook(Protocol):
    """Knows how people can be reached, as it is now."""

    def contact(self, user_id: UserId) -> Contact:
        """Return the person's rules and methods; empty for somebody unknown."""
        ...

    @property
    def almanac(self) -> Almanac:
        """What time it is somewhere."""
        ...

    def bundling(self) -> Bundling:
        """Return how the organisation wants messages gathered."""
        ...


class NotificationSender(Protocol):
    """A channel."""

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Try once to deliver; a provider's failure is a report, never an exception."""
        ...


class NoticeSender(Protocol):
    """A channel that brings notices."""

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Try once to deliver; a provider's failure is a report, never an exception."""
        ...


class NotificationWork(Recorder, Protocol):
    """The part of a unit of work the notifications domain sees."""

    @property
    def notifications(self) -> NotificationRepository:
        """The notifications."""
        ...

    @property
    def notification_queue(self) -> NotificationQueue:
        """What is due."""
        ...

    @property
    def bundles(self) -> BundleRepository:
        """What goes out together."""
        ...

    @property
    def delivery_attempts(self) -> DeliveryAttemptRepository:
        """The attempts."""
        ...

    @property
    def notification_rules(self) -> NotificationRuleRepository:
        """The personal rules."""
        ...

    @property
    def notices(self) -> NoticeRepository:
        """The messages that are no pages."""
        ...

    async def address_book(self) -> AddressBook:
        """Return how people can be reached."""
        ...

    async def hold_incidents(self, ids: Iterable[IncidentId]) -> Mapping[IncidentId, str]:
        """Keep these incidents from changing until the work ends; return their statuses.

        An incident somebody is changing at this moment is left out.
        """
        ...
