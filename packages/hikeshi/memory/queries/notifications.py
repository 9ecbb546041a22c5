"""Notifications and notices listed from memory."""

import math
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from attrs import frozen

from hikeshi.flow.queries.keyset import Keyset
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.memory.queries.passing import passes
from hikeshi.memory.store import Store
from hikeshi.notifications.model.notification import Notification, NotificationStatus, Purpose
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.notifications.queries import (
    DeadLetterFilters,
    MeasuredMethod,
    NoticeFilters,
    NoticeView,
    NotificationFilters,
    notice_view,
)


@frozen
class InMemoryNotificationQueries:
    """Lists notifications and notices."""

    store: Store

    async def list_page(
        self, page: PageRequest, filters: NotificationFilters
    ) -> PageOf[Notification]:
        """Return a page of the notifications that pass the filters."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        rows = (row for row in self.store.notifications.rows.values() if passes(row, filters))
        return keyset.cut(rows, lambda _: "")

    async def dead_letters_page(
        self, page: PageRequest, filters: DeadLetterFilters
    ) -> PageOf[Notification]:
        """Return a page of the pages that could not be brought to their person."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        rows = (
            row
            for row in self.store.notifications.rows.values()
            if row.is_dead_letter
            and passes(row, filters, besides=("reason", "since", "until"))
            and filters.chooses(row)
        )
        return keyset.cut(rows, lambda _: "")

    async def measured(
        self, method_ids: Collection[ContactMethodId], since: datetime
    ) -> Mapping[ContactMethodId, MeasuredMethod]:
        """Return what pages planned since then have shown; nothing about unused methods."""
        recent = [
            row
            for row in self.store.notifications.rows.values()
            if row.planned_at >= since and row.purpose is Purpose.PAGE
        ]
        found = {
            method_id: _measured(method_id, [n for n in recent if n.contact_method_id == method_id])
            for method_id in method_ids
        }
        return {method_id: each for method_id, each in found.items() if each.sent or each.failed}

    async def notices_page(self, page: PageRequest, filters: NoticeFilters) -> PageOf[NoticeView]:
        """Return a page of the notices that pass the filters."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        rows = (
            notice_view(row) for row in self.store.notices.rows.values() if passes(row, filters)
        )
        return keyset.cut(rows, lambda _: "")


def _measured(method_id: ContactMethodId, pages: Iterable[Notification]) -> MeasuredMethod:
    ended = list(pages)
    sent = [n for n in ended if n.status is NotificationStatus.SENT and n.sent_at is not None]
    failed = sorted(
        (n for n in ended if n.status is NotificationStatus.FAILED), key=lambda n: n.due_at
    )
    delivered = [n.sent_at for n in sent if n.outcome is Outcome.DELIVERED and n.sent_at]
    spans = sorted(n.sent_at - n.planned_at for n in sent if n.sent_at is not None)
    return MeasuredMethod(
        contact_method_id=method_id,
        sent=len(sent),
        failed=len(failed),
        last_sent_at=max((n.sent_at for n in sent if n.sent_at is not None), default=None),
        last_delivered_at=max(delivered, default=None),
        last_failed_at=failed[-1].due_at if failed else None,
        last_failure=failed[-1].reason if failed else None,
        # The smallest value that at least 95 of 100 do not exceed, as PostgreSQL takes it.
        p95=spans[math.ceil(0.95 * len(spans)) - 1] if spans else None,
    )
