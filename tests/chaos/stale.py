"""Claims during which somebody acknowledges: with the product's second look, and without it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar

import asyncpg
from attrs import frozen

from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.ids import IncidentId, NotificationId
from hikeshi.notifications.model.notification import Notification

T = TypeVar("T")

#: So long a claim waits for an acknowledgement to come between its look and its commit.
WINDOW_SECONDS = 0.6
LOOK_SECONDS = 0.01
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
        self._work, self._claims = work, claims
        self.notifications = _LateNotifications(work, claims)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)

    async def hold_incidents(self, ids: Iterable[IncidentId]) -> Mapping[IncidentId, str]:
        """Return their statuses, held or only looked at."""
        if not self._claims.stale:
            return await self._work.hold_incidents(ids)
        found = await self._work.incidents.get_many(ids)
        return {incident_id: incident.status.value for incident_id, incident in found.items()}


class _LateNotifications:
    """Notifications that are looked at long before they are written."""

    def __init__(self, work: Work, claims: LateClaims) -> None:
        self._work, self._claims = work, claims

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work.notifications, name)

    async def lock_many(
        self, ids: Iterable[NotificationId], *, skip_locked: bool = False
    ) -> Mapping[NotificationId, Notification]:
        """Return them as they are, locked or only looked at; then time passes."""
        wanted = list(ids)
        repository = self._work.notifications
        if self._claims.stale:
            found = await repository.get_many(wanted)
        else:
            found = await repository.lock_many(wanted, skip_locked=skip_locked)
        if found:
            await self._claims.wait({n.incident_id for n in found.values()})
        return found
