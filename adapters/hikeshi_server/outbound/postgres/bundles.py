"""What went to a place lately, and what went out together, in PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from attrs import frozen

from hikeshi.kernel.ids import NotificationId, ServiceId
from hikeshi.notifications.model.bundling import Pace, Place
from hikeshi.notifications.model.notification import Notification, Purpose
from hikeshi_server.outbound.postgres.json_text import to_array
from hikeshi_server.outbound.postgres.notification_rows import to_notifications
from hikeshi_server.outbound.postgres.notifications import PostgresNotificationRepository
from hikeshi_server.outbound.postgres.session import Row, Session

_PACES = """
SELECT p.* FROM notification_paces p
JOIN unnest($1::uuid[], $2::text[]) AS w (contact_method_id, purpose)
ON p.contact_method_id = w.contact_method_id AND p.purpose = w.purpose
"""
_SAVE = """
INSERT INTO notification_paces (contact_method_id, purpose, opened_at, messages, early_at,
  service_ids)
SELECT contact_method_id, purpose, opened_at, messages, early_at, service_ids::uuid[]
FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::bigint[], $5::timestamptz[], $6::text[])
AS n (contact_method_id, purpose, opened_at, messages, early_at, service_ids)
ON CONFLICT (contact_method_id, purpose) DO UPDATE SET opened_at = excluded.opened_at,
  messages = excluded.messages, early_at = excluded.early_at, service_ids = excluded.service_ids
"""
_MEMBERS = "SELECT * FROM notifications WHERE bundle_id = ANY($1::uuid[]) ORDER BY id"
#: Stands for what is about no service.
_NO_SERVICE = ServiceId(UUID(int=0))


@frozen
class PostgresBundleRepository:
    """Knows what went to a place lately, and what went out together."""

    _session: Session
    _notifications: PostgresNotificationRepository

    async def paces(self, places: Iterable[Place]) -> Mapping[Place, Pace]:
        """Return the windows of these places, where they ever had one; nothing is locked."""
        wanted = [place for place in places if place.contact_method_id is not None]
        methods = [place.contact_method_id for place in wanted]
        rows = await self._session.rows_apart(_PACES, methods, [p.purpose for p in wanted])
        return {pace.place: pace for pace in map(_to_pace, rows)}

    async def save_paces(self, paces: Sequence[Pace]) -> None:
        """Write windows in the place of those before; several workers do so in one order."""
        found = sorted(paces, key=lambda p: (str(p.place.contact_method_id), p.place.purpose))
        await self._session.later(
            _SAVE,
            [pace.place.contact_method_id for pace in found],
            [pace.place.purpose for pace in found],
            [pace.opened_at for pace in found],
            [pace.messages for pace in found],
            [pace.early_at for pace in found],
            [to_array(each or _NO_SERVICE for each in pace.service_ids) for pace in found],
        )

    async def members(self, ids: Iterable[NotificationId]) -> Sequence[Notification]:
        """Return all notifications that these lead, the leaders included, by their ids."""
        await self._notifications.write()
        rows = await self._session.rows(_MEMBERS, list(ids))
        return to_notifications(rows)


def _to_pace(row: Row) -> Pace:
    found = (ServiceId(each) for each in row["service_ids"])
    return Pace(
        place=Place(row["contact_method_id"], Purpose(row["purpose"])),
        opened_at=row["opened_at"],
        messages=row["messages"],
        early_at=row["early_at"],
        service_ids=frozenset(each if each != _NO_SERVICE else None for each in found),
    )
