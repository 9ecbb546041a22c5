"""What goes through a provider that is paid by the message: the day's count, and its callbacks."""

from datetime import timedelta

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Purpose
from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.errors import translated
from hikeshi_server.outbound.postgres.session import Row
from hikeshi_server.outbound.postgres.transactions import transaction

#: So long a callback is known again; what it may do has ended long before.
KEPT = timedelta(days=3)

_COUNT = """
INSERT INTO provider_usage AS u (provider, day, messages) VALUES ($1, $2, 1)
ON CONFLICT (provider, day) DO UPDATE SET messages = u.messages + 1
WHERE u.messages < $3 OR $4 RETURNING messages
"""
#: A page that somebody was brought, or is being brought, by one of the provider's channels.
_BROUGHT = """
SELECT 1 FROM notifications WHERE incident_id = $1 AND user_id = $2 AND id <> $3
AND kind = ANY($4::text[]) AND purpose = 'page' AND urgency = 'high'
AND status IN ('sending', 'sent') LIMIT 1
"""
_SEEN = "SELECT 1 FROM provider_callbacks WHERE provider = $1 AND id = $2"
_MARK = """
WITH old AS (DELETE FROM provider_callbacks WHERE at < $4)
INSERT INTO provider_callbacks (provider, id, at) VALUES ($1, $2, $3)
ON CONFLICT (provider, id) DO NOTHING
"""


@frozen
class PostgresProviderUsage:
    """Counts what leaves through one provider, and knows its callbacks again.

    Args:
        kinds: The kinds of contact method the provider serves.
        daily_cap: Messages a UTC day.
    """

    engine: PostgresEngine
    clock: Clock
    provider: str
    kinds: tuple[str, ...]
    daily_cap: int

    async def may_spend(self, envelope: Envelope) -> bool:
        """Count one more message, unless the day's are used up.

        The first page of high urgency to a person about an incident is never held back.

        Raises:
            UnavailableError: The database is away, full or overloaded.
        """
        if await self._count(self.daily_cap > 0, anyway=False):
            return True
        if envelope.purpose is not Purpose.PAGE or envelope.urgency is not Urgency.HIGH:
            return False
        about = (envelope.incident_id, envelope.recipient.user_id, envelope.notification_id)
        if await self._row(_BROUGHT, *about, list(self.kinds)) is not None:
            return False
        return await self._count(True, anyway=True)

    async def may_spend_on_notice(self) -> bool:
        """Count one more message that is no page, while less than half of the day's are used up.

        So codes and reminders take nothing from pages.

        Raises:
            UnavailableError: The database is away, full or overloaded.
        """
        return await self._count(self.daily_cap > 1, anyway=False, cap=self.daily_cap // 2)

    async def was_seen(self, callback_id: str) -> bool:
        """Say whether this callback was taken in before."""
        return await self._row(_SEEN, self.provider, callback_id) is not None

    async def mark_seen(self, callback_id: str) -> None:
        """Remember that this callback was taken in."""
        now = self.clock.now()
        await self._row(_MARK, self.provider, callback_id, now, now - KEPT)

    async def _count(self, allowed: bool, *, anyway: bool, cap: int | None = None) -> bool:
        if not allowed:
            return False
        day = self.clock.now().date()
        limit = self.daily_cap if cap is None else cap
        row = await self._row(_COUNT, self.provider, day, limit, anyway)
        return row is not None

    async def _row(self, statement: str, *values: object) -> Row | None:
        try:
            async with transaction(self.engine) as session:
                return await session.row(statement, *values)
        except Exception as error:
            raise translated(error) from error
