"""Notices and codes in memory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.kernel.ids import ContactMethodId, NoticeId, UserId
from hikeshi.memory.store import Store
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.teams.model.verification import Verification


@frozen
class InMemoryNoticeRepository:
    """Keeps notices and finds those whose time has come."""

    store: Store

    async def add_many(self, notices: Sequence[Notice]) -> None:
        """Write those whose person, topic and subject are new; the others are there already."""
        known = {_name(notice) for notice in self.store.notices.rows.values()}
        for notice in notices:
            if _name(notice) not in known:
                known.add(_name(notice))
                self.store.notices.put(notice.id, notice)

    async def lock_due(self, now: datetime, limit: int) -> Sequence[Notice]:
        """Return due notices and lost attempts, longest due first."""
        due = [n for n in self.store.notices.rows.values() if n.claimable(now)]
        return sorted(due, key=lambda n: (n.due_at, n.id))[:limit]

    async def lock_many(self, ids: Iterable[NoticeId]) -> Mapping[NoticeId, Notice]:
        """Return those that exist; one work at a time needs no lock."""
        return self.store.notices.pick(ids)

    async def save_many(self, notices: Sequence[Notice]) -> None:
        """Write locked notices."""
        for notice in notices:
            self.store.notices.put(notice.id, notice)

    async def created_since(
        self, user_id: UserId, topic: Topic, instant: datetime
    ) -> Sequence[datetime]:
        """Return when the person's notices of a topic were planned from then on, oldest first."""
        return sorted(
            n.created_at
            for n in self.store.notices.rows.values()
            if (n.user_id, n.topic) == (user_id, topic) and n.created_at >= instant
        )

    async def next_due_at(self) -> datetime | None:
        """Return when the next notice is due or the next lease runs out."""
        waiting = (n for n in self.store.notices.rows.values() if not n.is_over)
        return min((n.lease_until or n.due_at for n in waiting), default=None)

    async def forget_before(self, instant: datetime, limit: int) -> int:
        """Remove at most so many notices that expired before; return how many it were."""
        old = [n.id for n in self.store.notices.rows.values() if n.expires_at < instant][:limit]
        for found in old:
            self.store.notices.drop(found)
        return len(old)


@frozen
class InMemoryVerificationRepository:
    """Keeps the newest code of contact methods."""

    store: Store

    async def lock_many(
        self, ids: Iterable[ContactMethodId]
    ) -> Mapping[ContactMethodId, Verification]:
        """Return those that exist; one work at a time needs no lock."""
        return self.store.verifications.pick(ids)

    async def save_many(self, verifications: Sequence[Verification]) -> None:
        """Write these, new or not."""
        for found in verifications:
            self.store.verifications.put(found.contact_method_id, found)

    async def delete_many(self, ids: Iterable[ContactMethodId]) -> None:
        """Remove these."""
        for found in ids:
            self.store.verifications.drop(found)


def _name(notice: Notice) -> tuple[object, ...]:
    return notice.user_id, notice.topic, notice.subject
