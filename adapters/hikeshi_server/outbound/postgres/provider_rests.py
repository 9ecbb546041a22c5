"""Which providers rest at which worker, so that processes that send nothing can say so."""

from collections.abc import Collection
from datetime import timedelta

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi_server.outbound.postgres.queries.selection import Reader

#: What a worker has said is believed for so long; it says it again sooner.
BELIEVED = timedelta(seconds=20)

_TELL = """
WITH gone AS (
  DELETE FROM provider_rests
  WHERE (worker = $1 AND provider <> ALL($2::text[])) OR (worker <> $1 AND seen_at < $4)
)
INSERT INTO provider_rests (worker, provider, seen_at)
SELECT $1, provider, $3 FROM unnest($2::text[]) AS told (provider)
ON CONFLICT (worker, provider) DO UPDATE SET seen_at = EXCLUDED.seen_at
"""
_RESTING = "SELECT DISTINCT provider FROM provider_rests WHERE seen_at >= $1 ORDER BY provider"


@frozen
class PostgresProviderRests:
    """Keeps what workers say of their providers, for a little while."""

    _reader: Reader
    _clock: Clock

    async def tell(self, worker: str, providers: Collection[str]) -> None:
        """Write which providers rest at a worker; what it said before is over.

        Raises:
            UnavailableError: The database is away, full or overloaded.
        """
        now = self._clock.now()
        await self._reader.rows(_TELL, worker, list(providers), now, now - BELIEVED)

    async def resting(self) -> tuple[str, ...]:
        """Return the names of those that rest at any worker.

        Raises:
            UnavailableError: The database is away, full or overloaded.
        """
        rows = await self._reader.rows(_RESTING, self._clock.now() - BELIEVED)
        return tuple(row["provider"] for row in rows)
