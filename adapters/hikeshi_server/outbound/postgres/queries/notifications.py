"""Notifications and notices listed from PostgreSQL: one statement a page."""

from collections.abc import Collection, Mapping
from datetime import datetime

from attrs import fields, frozen

from hikeshi.flow.queries.keyset import Keyset
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.notifications.model.notice import Topic
from hikeshi.notifications.model.notification import Notification, NotificationStatus
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.notifications.queries import (
    DeadLetterFilters,
    MeasuredMethod,
    NoticeFilters,
    NoticeView,
    NotificationFilters,
)
from hikeshi_server.outbound.postgres.notification_rows import to_notification
from hikeshi_server.outbound.postgres.queries.selection import Reader, Selection
from hikeshi_server.outbound.postgres.records.notifications import LISTED
from hikeshi_server.outbound.postgres.session import Row

_NOTIFICATIONS = "SELECT * FROM notifications"
# Not the sealed code.
_NOTICES = f"SELECT {', '.join(entry.name for entry in fields(NoticeView))} FROM notices"  # noqa: S608

_MEASURED = """
SELECT contact_method_id,
  count(*) FILTER (WHERE status = 'sent') AS sent,
  count(*) FILTER (WHERE status = 'failed') AS failed,
  max(sent_at) FILTER (WHERE status = 'sent') AS last_sent_at,
  max(sent_at) FILTER (WHERE status = 'sent' AND outcome = 'delivered') AS last_delivered_at,
  max(due_at) FILTER (WHERE status = 'failed') AS last_failed_at,
  (array_agg(reason ORDER BY due_at DESC) FILTER (WHERE status = 'failed'))[1] AS last_failure,
  percentile_disc(0.95) WITHIN GROUP (ORDER BY sent_at - planned_at)
    FILTER (WHERE status = 'sent') AS p95
FROM notifications
WHERE contact_method_id = ANY($1::uuid[]) AND status IN ('sent', 'failed') AND planned_at >= $2
  AND purpose = 'page'
GROUP BY contact_method_id
"""


@frozen
class PostgresNotificationQueries:
    """Lists notifications and notices."""

    _reader: Reader

    async def list_page(
        self, page: PageRequest, filters: NotificationFilters
    ) -> PageOf[Notification]:
        """Return a page of the notifications that pass the filters."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        statuses = filters.status
        wanted = (
            Selection(_NOTIFICATIONS)
            .where("incident_id = {}", filters.incident_id)
            .where("user_id = {}", filters.user_id)
            .where("status = ANY({}::text[])", None if statuses is None else list(statuses))
        )
        return await self._page(wanted, keyset)

    async def dead_letters_page(
        self, page: PageRequest, filters: DeadLetterFilters
    ) -> PageOf[Notification]:
        """Return a page of the pages that could not be brought to their person."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        wanted = (
            Selection(_NOTIFICATIONS)
            .always(LISTED)
            .where("incident_id = {}", filters.incident_id)
            .where("user_id = {}", filters.user_id)
            .where("kind = {}", filters.kind)
            .where("outcome = {}", filters.outcome)
            .where("position(lower({}::text) IN lower(reason)) > 0", filters.reason)
            .where("created_at >= {}", filters.since)
            .where("created_at < {}", filters.until)
        )
        return await self._page(wanted, keyset)

    async def _page(self, wanted: Selection, keyset: Keyset) -> PageOf[Notification]:
        rows = await self._reader.rows(wanted.page(keyset), *wanted.values)
        return keyset.page([to_notification(row) for row in rows], lambda _: "")

    async def notices_page(self, page: PageRequest, filters: NoticeFilters) -> PageOf[NoticeView]:
        """Return a page of the notices that pass the filters."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        topics, statuses = filters.topic, filters.status
        wanted = (
            Selection(_NOTICES)
            .where("user_id = {}", filters.user_id)
            # A notice about anything else was written by a newer release.
            .where("topic = ANY({}::text[])", list(Topic if topics is None else topics))
            .where("status = ANY({}::text[])", None if statuses is None else list(statuses))
        )
        rows = await self._reader.rows(wanted.page(keyset), *wanted.values)
        return keyset.page([_notice_view(row) for row in rows], lambda _: "")

    async def measured(
        self, method_ids: Collection[ContactMethodId], since: datetime
    ) -> Mapping[ContactMethodId, MeasuredMethod]:
        """Return what pages planned since then have shown; nothing about unused methods."""
        rows = await self._reader.rows(_MEASURED, list(method_ids), since)
        return {row["contact_method_id"]: MeasuredMethod(**row) for row in rows}


def _notice_view(row: Row) -> NoticeView:
    outcome = row["outcome"]
    return NoticeView(
        **{
            **row,
            "topic": Topic(row["topic"]),
            "status": NotificationStatus(row["status"]),
            "outcome": None if outcome is None else Outcome(outcome),
        }
    )
