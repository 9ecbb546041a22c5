"""Notifications and notices listed from memory."""

from attrs import frozen

from hikeshi.flow.queries.keyset import Keyset
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.memory.queries.passing import passes
from hikeshi.memory.store import Store
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.queries import (
    DeadLetterFilters,
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
            if row.is_dead_letter and passes(row, filters)
        )
        return keyset.cut(rows, lambda _: "")

    async def notices_page(self, page: PageRequest, filters: NoticeFilters) -> PageOf[NoticeView]:
        """Return a page of the notices that pass the filters."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        rows = (
            notice_view(row) for row in self.store.notices.rows.values() if passes(row, filters)
        )
        return keyset.cut(rows, lambda _: "")
