"""What is read about notifications and personal rules, and the port that lists notifications."""

from collections.abc import Sequence
from typing import ClassVar, Protocol

from attrs import fields, frozen

from hikeshi.kernel.ids import IncidentId, UserId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.delivery_attempt import DeliveryAttempt
from hikeshi.notifications.model.notification import Notification, NotificationStatus


@frozen(kw_only=True)
class NotificationFilters:
    """Which notifications are wanted; nothing = all. Several statuses: any of them."""

    SORTS: ClassVar[tuple[str, ...]] = ("-created_at", "created_at")

    incident_id: IncidentId | None = None
    user_id: UserId | None = None
    status: tuple[NotificationStatus, ...] | None = None


@frozen(kw_only=True)
class DeadLetterFilters:
    """Which dead letters are wanted; nothing = all."""

    SORTS: ClassVar[tuple[str, ...]] = ("-created_at", "created_at")

    user_id: UserId | None = None
    incident_id: IncidentId | None = None


@frozen(kw_only=True)
class NotificationRuleFilters:
    """Which personal rules are wanted; nothing = everybody's."""

    SORTS: ClassVar[tuple[str, ...]] = ("id", "-id")

    user_id: UserId | None = None
    urgency: Urgency | None = None


@frozen(kw_only=True)
class NotificationDetail(Notification):
    """A notification with every attempt to deliver it, first to last."""

    delivery_attempts: tuple[DeliveryAttempt, ...] = ()


class NotificationQueries(Protocol):
    """Lists notifications without locking anything."""

    async def list_page(
        self, page: PageRequest, filters: NotificationFilters
    ) -> PageOf[Notification]:
        """Return a page of the notifications that pass the filters."""
        ...

    async def dead_letters_page(
        self, page: PageRequest, filters: DeadLetterFilters
    ) -> PageOf[Notification]:
        """Return a page of the pages that could not be brought to their person."""
        ...


def notification_detail(
    notification: Notification, attempts: Sequence[DeliveryAttempt]
) -> NotificationDetail:
    """Return the notification with its attempts."""
    values = {entry.name: getattr(notification, entry.name) for entry in fields(Notification)}
    return NotificationDetail(**values, delivery_attempts=tuple(attempts))
