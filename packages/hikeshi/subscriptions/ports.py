"""What the subscriptions domain needs of the world."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hikeshi.kernel.ids import SubscriptionId, SubscriptionMessageId
from hikeshi.kernel.work import Documents, Recorder
from hikeshi.subscriptions.model.subscription import Progress, Subscription
from hikeshi.subscriptions.model.subscription_message import PostReport, SubscriptionMessage


class SubscriptionRepository(Documents[SubscriptionId, Subscription], Protocol):
    """Keeps subscriptions; their secrets sealed."""


class SubscriptionProgressRepository(Protocol):
    """Keeps how far each subscription has been told."""

    async def lock_many(self, ids: Iterable[SubscriptionId]) -> Mapping[SubscriptionId, Progress]:
        """Return those that exist, locked in the order of their ids."""
        ...

    async def save_many(self, progress: Sequence[Progress]) -> None:
        """Write these, new or not."""
        ...

    async def delete_many(self, ids: Iterable[SubscriptionId]) -> None:
        """Remove these, and every message of theirs."""
        ...


class SubscriptionMessageRepository(Protocol):
    """Keeps messages to subscriptions."""

    async def add_many(self, messages: Sequence[SubscriptionMessage]) -> None:
        """Write new messages."""
        ...

    async def due(
        self, now: datetime, limit: int, most_each: int
    ) -> Sequence[SubscriptionMessageId]:
        """Return due messages and lost attempts of active subscriptions, longest due first.

        Of each subscription at most `most_each` may be under way: a slow one keeps nobody out.
        """
        ...

    async def lock_many(
        self, ids: Iterable[SubscriptionMessageId], *, skip_locked: bool = False
    ) -> Mapping[SubscriptionMessageId, SubscriptionMessage]:
        """Return those that exist as they are now, locked in the order of their ids."""
        ...

    async def save_many(self, messages: Sequence[SubscriptionMessage]) -> None:
        """Write locked messages."""
        ...

    async def next_due_at(self) -> datetime | None:
        """Return when the next message is due or the next lease runs out."""
        ...

    async def forget_before(self, instant: datetime, limit: int) -> int:
        """Remove at most so many messages that ended before; return how many it were."""
        ...


class SubscriptionSender(Protocol):
    """Brings a message to a subscription."""

    async def send(self, message: SubscriptionMessage, subscription: Subscription) -> PostReport:
        """Try once to deliver; a receiver's failure is a report, never an exception."""
        ...


class SubscriptionWork(Recorder, Protocol):
    """The part of a unit of work the subscriptions domain sees."""

    @property
    def subscriptions(self) -> SubscriptionRepository:
        """The subscriptions."""
        ...

    @property
    def subscription_progress(self) -> SubscriptionProgressRepository:
        """How far each has been told."""
        ...

    @property
    def subscription_messages(self) -> SubscriptionMessageRepository:
        """The messages."""
        ...
