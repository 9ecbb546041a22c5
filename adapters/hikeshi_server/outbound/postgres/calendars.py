"""Subscribed calendars and how their reading goes, in PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import evolve, fields, frozen

from hikeshi.kernel.ids import HolidaySetId, SubscribedCalendarId, UserId
from hikeshi.oncall.model.calendar_reading import CalendarReading
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendar
from hikeshi_server.outbound.postgres.documents import Kind, PostgresDocuments
from hikeshi_server.outbound.postgres.records import SubscribedCalendarRecord
from hikeshi_server.outbound.postgres.sealer import Sealer
from hikeshi_server.outbound.postgres.session import Session

#: Stands in the document in place of where it is.
_SEALED = "https://sealed.invalid/"

_GET = "SELECT * FROM calendar_readings WHERE calendar_id = ANY($1::uuid[]) ORDER BY calendar_id"
_DUE = """
SELECT * FROM calendar_readings
WHERE due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
ORDER BY due_at, calendar_id LIMIT $2 FOR UPDATE SKIP LOCKED
"""
_SAVE = """
INSERT INTO calendar_readings (calendar_id, due_at, lease_until, attempt, etag, last_modified,
  tried_at, read_at, expanded_at, failing_since, failures, reason, events, left_out)
SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::bigint[], $5::text[],
  $6::text[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[],
  $11::bigint[], $12::text[], $13::bigint[], $14::bigint[])
ON CONFLICT (calendar_id) DO UPDATE SET due_at = excluded.due_at,
  lease_until = excluded.lease_until, attempt = excluded.attempt, etag = excluded.etag,
  last_modified = excluded.last_modified, tried_at = excluded.tried_at,
  read_at = excluded.read_at, expanded_at = excluded.expanded_at,
  failing_since = excluded.failing_since, failures = excluded.failures,
  reason = excluded.reason, events = excluded.events, left_out = excluded.left_out
"""
_DELETE = "DELETE FROM calendar_readings WHERE calendar_id = ANY($1::uuid[])"
_NEXT = "SELECT min(coalesce(lease_until, due_at)) AS due_at FROM calendar_readings"


def _context(calendar_id: SubscribedCalendarId) -> str:
    return f"calendar:{calendar_id}"


def _columns(calendar: SubscribedCalendar, sealer: Sealer) -> Mapping[str, Any]:
    return {
        "user_id": calendar.user_id,
        "holiday_set_id": calendar.holiday_set_id,
        "secrets": [sealer.seal(calendar.url, _context(calendar.id))],
    }


def _without_url(calendar: SubscribedCalendar) -> SubscribedCalendar:
    return evolve(calendar, url=_SEALED)


def _with_url(
    found: SubscribedCalendar, sealed: Sequence[str], sealer: Sealer
) -> SubscribedCalendar:
    return evolve(found, url=sealer.open(sealed[0], _context(found.id)))


SUBSCRIBED_CALENDARS = Kind(
    record=SubscribedCalendarRecord,
    cls=SubscribedCalendar,
    columns=_columns,
    secrets="t.secrets",
    hide=_without_url,
    reveal=_with_url,
)


class PostgresSubscribedCalendarRepository(
    PostgresDocuments[SubscribedCalendarId, SubscribedCalendar], kind=SUBSCRIBED_CALENDARS
):
    """Keeps subscribed calendars and, sealed, where they are."""

    async def list_about(
        self, owners: Iterable[UserId | HolidaySetId]
    ) -> Sequence[SubscribedCalendar]:
        """Return those that tell of these people, or of these sets of holidays, by id."""
        return await self._list(
            "t.user_id = ANY($1::uuid[]) OR t.holiday_set_id = ANY($1::uuid[])", list(owners)
        )


@frozen
class PostgresCalendarReadingRepository:
    """Keeps how the reading of each subscribed calendar goes."""

    _session: Session

    async def get_many(
        self, ids: Iterable[SubscribedCalendarId]
    ) -> Mapping[SubscribedCalendarId, CalendarReading]:
        """Return those that exist."""
        rows = await self._session.rows(_GET, list(ids))
        return {row["calendar_id"]: CalendarReading(**row) for row in rows}

    async def lock_many(
        self, ids: Iterable[SubscribedCalendarId]
    ) -> Mapping[SubscribedCalendarId, CalendarReading]:
        """Return those that exist, locked in the order of their ids."""
        rows = await self._session.rows(f"{_GET} FOR UPDATE", list(ids))
        return {row["calendar_id"]: CalendarReading(**row) for row in rows}

    async def lock_due(self, now: datetime, limit: int) -> Sequence[CalendarReading]:
        """Lock due ones that nobody reads, longest due first; others' locks are left out."""
        return [CalendarReading(**row) for row in await self._session.rows(_DUE, now, limit)]

    async def save_many(self, readings: Sequence[CalendarReading]) -> None:
        """Write these, new or not."""
        if readings:
            names = [entry.name for entry in fields(CalendarReading)]
            await self._session.run(
                _SAVE, *([getattr(each, name) for each in readings] for name in names)
            )

    async def delete_many(self, ids: Iterable[SubscribedCalendarId]) -> None:
        """Remove these."""
        await self._session.run(_DELETE, list(ids))

    async def next_due_at(self) -> datetime | None:
        """Return when the next one is due, or the next lease runs out."""
        row = await self._session.row(_NEXT)
        return row["due_at"] if row is not None else None
