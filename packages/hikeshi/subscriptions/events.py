"""What happens to subscriptions."""

from attrs import frozen

from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import SubscriptionId


@frozen(kw_only=True)
class SubscriptionEvent(Event):
    """Something that happened to one subscription.

    Args:
        name: What people call it.
    """

    object_id: SubscriptionId
    name: str


@frozen(kw_only=True)
class SubscriptionCreated(SubscriptionEvent):
    """Somebody lets a program elsewhere be told."""


@frozen(kw_only=True)
class SubscriptionEdited(SubscriptionEvent):
    """Somebody changed it; names of the changed fields, never their secrets."""

    fields: tuple[str, ...]


@frozen(kw_only=True)
class SubscriptionDeleted(SubscriptionEvent):
    """Somebody took it away."""


@frozen(kw_only=True)
class SubscriptionDisabled(SubscriptionEvent):
    """Nothing reached it for too long, or it said that it is gone: it is told no more.

    Args:
        reason: What the last attempt came to.
    """

    reason: str


@frozen(kw_only=True)
class MessageReplayed(SubscriptionEvent):
    """Somebody lets a message be sent again."""

    message_id: str
