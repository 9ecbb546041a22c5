"""What is read about notifications, notices and personal rules, and the port that lists them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol

from attrs import fields, frozen

from hikeshi.kernel.errors import InvalidError
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
    """Which dead letters are wanted; nothing = all.

    Args:
        kind: Of the contact method, such as `email`.
        outcome: `permanent`, or `expired` for those the deadline ended.
        reason: Somewhere in the reason, upper and lower case alike.
        since: Pages decided then or later.
        until: Pages decided before.
    """

    SORTS: ClassVar[tuple[str, ...]] = ("-created_at", "created_at")

    user_id: UserId | None = None
    incident_id: IncidentId | None = None
    kind: str | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __attrs_post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise InvalidError.at("/until", "must be after since")

    def chooses(self, notification: Notification) -> bool:
        """Say whether reason and time are those wanted."""
        wanted, at = (self.reason or "").lower(), notification.created_at
        return (
            wanted in notification.reason.lower()
            and (self.since is None or at >= self.since)
            and (self.until is None or at < self.until)
        )


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


@frozen(kw_only=True)
class MeasuredMethod:
    """What deliveries of pages have shown about a contact method.

    Args:
        sent: How many pages a provider took on.
        failed: How many it never will.
        last_sent_at: When it took on the last one.
        last_delivered_at: When the last one that provably arrived was sent.
        last_failed_at: When the last one was due that failed.
        last_failure: Why.
        p95: Nineteen of twenty were taken on so soon after they were due, or sooner.
    """

    contact_method_id: ContactMethodId
    sent: int = 0
    failed: int = 0
    last_sent_at: datetime | None = None
    last_delivered_at: datetime | None = None
    last_failed_at: datetime | None = None
    last_failure: str | None = None
    p95: timedelta | None = None


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

    async def measured(
        self, method_ids: Collection[ContactMethodId], since: datetime
    ) -> Mapping[ContactMethodId, MeasuredMethod]:
        """Return what pages planned since then have shown; nothing about unused methods."""
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
