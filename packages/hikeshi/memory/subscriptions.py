"""Subscriptions and their messages in memory."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.kernel.ids import SubscriptionId, SubscriptionMessageId
from hikeshi.memory.documents import InMemoryDocuments
from hikeshi.memory.store import Store
from hikeshi.subscriptions.model.subscription import Progress, Subscription
from hikeshi.subscriptions.model.subscription_message import MessageStatus, SubscriptionMessage


class InMemorySubscriptionRepository(InMemoryDocuments[SubscriptionId, Subscription]):
    """Keeps subscriptions."""


@frozen
class InMemorySubscriptionProgressRepository:
    """Keeps how far each subscription has been told."""

    store: Store

    async def lock_many(self, ids: Iterable[SubscriptionId]) -> Mapping[SubscriptionId, Progress]:
        """Return those that exist; one work at a time needs no lock."""
        return self.store.subscription_progress.pick(ids)

    async def save_many(self, progress: Sequence[Progress]) -> None:
        """Write these, new or not."""
        for each in progress:
            self.store.subscription_progress.put(each.subscription_id, each)

    async def delete_many(self, ids: Iterable[SubscriptionId]) -> None:
        """Remove these, and every message of theirs."""
        gone = set(ids)
        for found in gone:
            self.store.subscription_progress.drop(found)
        for message in tuple(self.store.subscription_messages.rows.values()):
            if message.subscription_id in gone:
                self.store.subscription_messages.drop(message.id)


@frozen
class InMemorySubscriptionMessageRepository:
    """Keeps messages to subscriptions."""

    store: Store

    async def add_many(self, messages: Sequence[SubscriptionMessage]) -> None:
        """Write new messages."""
        for message in messages:
            self.store.subscription_messages.put(message.id, message)

    async def due(
        self, now: datetime, limit: int, most_each: int
    ) -> Sequence[SubscriptionMessageId]:
        """Return due messages and lost attempts of active subscriptions, longest due first."""
        messages = self.store.subscription_messages.rows.values()
        under_way = Counter(
            m.subscription_id
            for m in messages
            if m.status is MessageStatus.SENDING and not m.claimable(now)
        )
        found: list[SubscriptionMessageId] = []
        for message in sorted(messages, key=lambda m: (m.due_at, m.id)):
            subscription = self.store.subscriptions.rows.get(message.subscription_id)
            if subscription is None or not subscription.active or not message.claimable(now):
                continue
            if under_way[message.subscription_id] < most_each and len(found) < limit:
                under_way[message.subscription_id] += 1
                found.append(message.id)
        return found

    async def lock_many(
        self, ids: Iterable[SubscriptionMessageId], *, skip_locked: bool = False
    ) -> Mapping[SubscriptionMessageId, SubscriptionMessage]:
        """Return those that exist; one work at a time needs no lock."""
        del skip_locked
        return self.store.subscription_messages.pick(ids)

    async def save_many(self, messages: Sequence[SubscriptionMessage]) -> None:
        """Write locked messages."""
        await self.add_many(messages)

    async def next_due_at(self) -> datetime | None:
        """Return when the next message is due or the next lease runs out."""
        return min(
            (
                m.lease_until or m.due_at
                for m in self.store.subscription_messages.rows.values()
                if not m.is_over and self._is_active(m)
            ),
            default=None,
        )

    async def forget_before(self, instant: datetime, limit: int) -> int:
        """Remove at most so many messages that ended before; return how many it were."""
        old = [
            m.id
            for m in self.store.subscription_messages.rows.values()
            if m.finished_at is not None and m.finished_at < instant
        ][:limit]
        for found in old:
            self.store.subscription_messages.drop(found)
        return len(old)

    def _is_active(self, message: SubscriptionMessage) -> bool:
        subscription = self.store.subscriptions.rows.get(message.subscription_id)
        return subscription is not None and subscription.active
