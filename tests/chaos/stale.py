"""Claims during which somebody acknowledges: with the product's second look, and without it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import asyncpg
from attrs import frozen

from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.ids import IncidentId
from hikeshi.notifications.model.notification import Notification
from hikeshi_server.outbound.postgres.notification_queue import LOCK_DUE
from hikeshi_server.outbound.postgres.notification_rows import to_notification

T = TypeVar("T")

#: So long a claim waits for an acknowledgement to come between its look and its commit.
WINDOW_SECONDS = 0.6
LOOK_SECONDS = 0.01
#: The product's own statement without its locks.
_LOOK = LOCK_DUE.partition("FOR UPDATE")[0]
_ACKNOWLEDGED = "SELECT count(*) FROM incidents WHERE id = ANY($1) AND status = 'acknowledged'"


@frozen
class LateClaims:
    """Opens works in which time passes between the look at a notification and what follows.

    Args:
        url: Of the database.
        stale: Look at nothing again: incidents are not held, notifications not locked.
    """

    inner: Transactions
    url: str
    stale: bool

    async def run(self, do: Callable[[Work], Awaitable[T]], *, request_id: str | None = None) -> T:
        """Do it in one work, slowly."""

        async def slowly(work: Work) -> T:
            late: Any = _LateWork(work, self)
            return await do(late)

        return await self.inner.run(slowly, request_id=request_id)

    async def wait(self, ids: Iterable[IncidentId]) -> None:
        """Return once one of the incidents is acknowledged, or after a while."""
        wanted = list(ids)
        deadline = time.monotonic() + WINDOW_SECONDS
        connection = await asyncpg.connect(self.url.replace("+asyncpg", ""))
        try:
            while time.monotonic() < deadline:
                if await connection.fetchval(_ACKNOWLEDGED, wanted):
                    return
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            await connection.close()


class _LateWork:
    """A work whose claims are late."""

    def __init__(self, work: Work, claims: LateClaims) -> None:
        self._work = work
        self.notification_queue = _LateQueue(work, claims)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)


class _LateQueue:
    """Notifications that are looked at long before they are written."""

    def __init__(self, work: Any, claims: LateClaims) -> None:
        self._work, self._claims = work, claims

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work.notification_queue, name)

    async def lock_due(self, now: datetime, limit: int) -> Sequence[tuple[Notification, str]]:
        """Return them as they are, locked or only looked at; then time passes."""
        found: Sequence[tuple[Notification, str]]
        if self._claims.stale:
            rows = await self._work.session.rows(_LOOK, now, limit)
            found = [(to_notification(row), row["incident_status"]) for row in rows]
        else:
            found = await self._work.notification_queue.lock_due(now, limit)
        if found:
            await self._claims.wait({notification.incident_id for notification, _ in found})
        return found
