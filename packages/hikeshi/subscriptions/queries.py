"""What is read about subscriptions and their messages, and the port that lists messages."""

from datetime import datetime
from typing import ClassVar, Protocol

from attrs import frozen

from hikeshi.kernel.ids import SubscriptionId, SubscriptionMessageId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.subscriptions.model.subscription import Subscription
from hikeshi.subscriptions.model.subscription_message import MessageStatus, SubscriptionMessage


@frozen(kw_only=True)
class SubscriptionFilters:
    """Which subscriptions are wanted; nothing = all."""

    SORTS: ClassVar[tuple[str, ...]] = ("id", "-id")

    active: bool | None = None


@frozen(kw_only=True)
class SubscriptionView:
    """A subscription as those who may administer see it.

    Args:
        secret: The newest signing secret; shown when it is made and never again.
        older_secrets: How many older ones still sign.
    """

    id: SubscriptionId
    name: str
    url: str
    types: tuple[str, ...]
    active: bool
    disabled_reason: str
    older_secrets: int
    version: int
    secret: str | None = None


@frozen(kw_only=True)
class MessageFilters:
    """Which messages are wanted; nothing = all of the subscription."""

    SORTS: ClassVar[tuple[str, ...]] = ("-created_at", "created_at")

    status: tuple[MessageStatus, ...] | None = None
    type: str | None = None


@frozen(kw_only=True)
class MessageView:
    """A message as those who may administer see it."""

    id: SubscriptionMessageId
    subscription_id: SubscriptionId
    position: int
    type: str
    body: str
    status: MessageStatus
    attempts: int
    reason: str
    created_at: datetime
    due_at: datetime
    finished_at: datetime | None


class SubscriptionQueries(Protocol):
    """Lists messages without locking anything."""

    async def messages_page(
        self, subscription_id: SubscriptionId, page: PageRequest, filters: MessageFilters
    ) -> PageOf[MessageView]:
        """Return a page of the messages of a subscription."""
        ...


def subscription_view(subscription: Subscription, *, secret: bool = False) -> SubscriptionView:
    """Return the subscription as it is shown; its newest secret only right after it was made."""
    return SubscriptionView(
        id=subscription.id,
        name=subscription.name,
        url=subscription.url,
        types=subscription.types,
        active=subscription.active,
        disabled_reason=subscription.disabled_reason,
        older_secrets=max(0, len(subscription.secrets) - 1),
        version=subscription.version,
        secret=subscription.secrets[0] if secret else None,
    )


def message_view(message: SubscriptionMessage) -> MessageView:
    """Return the message as it is shown."""
    return MessageView(
        id=message.id,
        subscription_id=message.subscription_id,
        position=message.position,
        type=message.type,
        body=message.body,
        status=message.status,
        attempts=message.attempts,
        reason=message.reason,
        created_at=message.created_at,
        due_at=message.due_at,
        finished_at=message.finished_at,
    )
