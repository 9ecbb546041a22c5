"""What is read about notifications, notices and personal rules, and the port that lists them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol

from attrs import fields, frozen

from hikeshi.kernel.ids import ContactMethodId, IncidentId, NoticeId, UserId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.delivery_attempt import DeliveryAttempt
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.notifications.model.notification import Notification, NotificationStatus
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.notifications.model.outcome import Outcome


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
class NoticeFilters:
    """Which notices are wanted; nothing = all. Several topics or statuses: any of them."""

    SORTS: ClassVar[tuple[str, ...]] = ("-created_at", "created_at")

    user_id: UserId | None = None
    topic: tuple[Topic, ...] | None = None
    status: tuple[NotificationStatus, ...] | None = None


@frozen(kw_only=True)
class NoticeView:
    """A notice as it is read; each field means what it means on the notice. A code stays hidden."""

    id: NoticeId
    user_id: UserId
    topic: Topic
    facts: Mapping[str, Any]
    contact_method_id: ContactMethodId | None
    kind: str
    status: NotificationStatus
    outcome: Outcome | None
    reason: str
    attempts: int
    created_at: datetime
    due_at: datetime
    expires_at: datetime
    sent_at: datetime | None


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


@frozen(kw_only=True)
class SavedRule(NotificationRule):
    """A personal rule as it was saved.

    Args:
        warnings: What teams of the person ask for beyond their rules.
    """

    warnings: tuple[str, ...] = ()


class NotificationQueries(Protocol):
    """Lists notifications and notices without locking anything."""

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

    async def notices_page(self, page: PageRequest, filters: NoticeFilters) -> PageOf[NoticeView]:
        """Return a page of the notices that pass the filters."""
        ...


def notice_view(notice: Notice) -> NoticeView:
    """Return the notice as it is read."""
    return NoticeView(**{entry.name: getattr(notice, entry.name) for entry in fields(NoticeView)})


def notification_detail(
    notification: Notification, attempts: Sequence[DeliveryAttempt]
) -> NotificationDetail:
    """Return the notification with its attempts."""
    values = {entry.name: getattr(notification, entry.name) for entry in fields(Notification)}
    return NotificationDetail(**values, delivery_attempts=tuple(attempts))


def saved_rule(rule: NotificationRule, warnings: Sequence[str]) -> SavedRule:
    """Return the rule with what is to be said about it."""
    values = {entry.name: getattr(rule, entry.name) for entry in fields(NotificationRule)}
    return SavedRule(**values, warnings=tuple(warnings))
