"""Take in what came of attempts at notices."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import NoticeId
from hikeshi.notifications.events import NoticeFailed
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi.notifications.ports import NotificationWork


@frozen(kw_only=True)
class FinishedNotice:
    """An attempt that ended: which one it was, and what the sender said."""

    notice_id: NoticeId
    attempt: int
    report: DeliveryReport
    at: datetime


@frozen
class RecordNotices:
    """Take in what came of attempts at notices; a failed one is repeated until it is too late."""

    async def __call__(self, work: NotificationWork, finished: Sequence[FinishedNotice]) -> None:
        """Write what became of them."""
        found = await work.notices.lock_many([done.notice_id for done in finished])
        changed: list[Notice] = []
        for done in finished:
            before = found.get(done.notice_id)
            # A lost attempt that ends after its repetition began says nothing about that one.
            if before is None or before.attempts != done.attempt:
                continue
            after = before.reported(done.report, done.at)
            changed.append(after)
            if after.is_over and after.sent_at is None:
                work.record(
                    NoticeFailed(
                        id=work.ids(),
                        at=work.now,
                        by=SYSTEM,
                        user_id=after.user_id,
                        topic=after.topic.value,
                        reason=after.reason,
                    )
                )
        await work.notices.save_many(changed)
