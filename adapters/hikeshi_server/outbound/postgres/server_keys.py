"""Key pairs of the installation that live as long as its database, sealed."""

from collections.abc import Callable

from attrs import define, field

from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.errors import translated
from hikeshi_server.outbound.postgres.sealer import Sealer
from hikeshi_server.outbound.postgres.session import Row
from hikeshi_server.outbound.postgres.transactions import transaction
from hikeshi_server.outbound.web_push.vapid import VapidKey, read_key

_NAME = "vapid"
_KEEP = """
INSERT INTO server_keys (name, sealed) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING
"""
_GET = "SELECT sealed FROM server_keys WHERE name = $1"


@define
class PostgresVapidKeys:
    """Keeps the key pair of Web Push: another one would end every browser's subscription.

    Args:
        sealer: Encrypts the private half.
        new_pem: Makes a private key on P-256.
    """

    engine: PostgresEngine
    sealer: Sealer
    new_pem: Callable[[], str]
    _known: VapidKey | None = field(default=None, repr=False)

    async def get(self) -> VapidKey:
        """Return it; whoever asks first makes it, and of two who do one wins.

        Raises:
            UnavailableError: The database is away, full or overloaded.
            SealBrokenError: It was sealed with a key that is gone.
        """
        if self._known is None:
            self._known = read_key(self.sealer.open(await self._sealed(), _context()))
        return self._known

    async def _sealed(self) -> str:
        found = await self._row(_GET, _NAME)
        if found is None:
            await self._row(_KEEP, _NAME, self.sealer.seal(self.new_pem(), _context()))
            found = await self._row(_GET, _NAME)
        assert found is not None  # noqa: S101 (just written; nothing deletes it)
        sealed: str = found["sealed"]
        return sealed

    async def _row(self, statement: str, *values: object) -> Row | None:
        try:
            async with transaction(self.engine) as session:
                return await session.row(statement, *values)
        except Exception as error:
            raise translated(error) from error


def _context() -> str:
    return f"server_key:{_NAME}"
