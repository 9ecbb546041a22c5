"""What should have been done by now, read from PostgreSQL: one statement over indexes."""

from datetime import datetime, timedelta
from uuid import UUID

from attrs import frozen

from hikeshi.flow.backlog import GROWING_WITHIN, Backlog
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.ids import uuid7
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.outbound.postgres.records.notifications import LISTED

#: Dead letters older than this are known by now.
NEWS = timedelta(days=1)

_BACKLOG = f"""
SELECT
  LEAST(
    (SELECT min(next_step_at) FROM escalations WHERE next_step_at IS NOT NULL),
    (SELECT min(due_at) FROM incident_timers)
  ) AS timer_at,
  LEAST(
    (SELECT min(due_at) FROM notifications WHERE status = 'pending'),
    (SELECT min(lease_until) FROM notifications WHERE status = 'sending')
  ) AS page_at,
  (SELECT min(due_at) FROM suppressed_alerts) AS release_at,
  (SELECT count(*) FROM notifications WHERE id >= $1 AND {LISTED}) AS dead_letters,
  (SELECT count(*) FROM notifications WHERE id >= $2 AND {LISTED})
    AS new_dead_letters
"""  # noqa: S608 — the condition is our own constant


@frozen
class PostgresBacklog:
    """Reads how far work is behind."""

    _reader: Reader
    _clock: Clock

    async def read(self) -> Backlog:
        """Return what is due and not done.

        Raises:
            UnavailableError: The database is away.
        """
        now = self._clock.now()
        (row,) = await self._reader.rows(
            _BACKLOG, _first_id(now - NEWS), _first_id(now - GROWING_WITHIN)
        )
        waited = {
            name: max(timedelta(0), now - row[f"{name}_at"]) if row[f"{name}_at"] else timedelta(0)
            for name in ("timer", "page", "release")
        }
        return Backlog(
            timer=waited["timer"],
            page=waited["page"],
            release=waited["release"],
            dead_letters=row["dead_letters"],
            new_dead_letters=row["new_dead_letters"],
        )


def _first_id(at: datetime) -> UUID:
    """Return an id below all that were made then or later."""
    return uuid7(int(at.timestamp() * 1000), 0)
