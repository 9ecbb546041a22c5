"""Which sender a key belongs to."""

import asyncio
import time
from collections.abc import Mapping

import structlog
from attrs import define, field

from hikeshi.alerts.model.refused_key import hint_of
from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Transactions
from hikeshi.teams.model.integration import KEY_LENGTH, Integration
from hikeshi_server.inbound.http.ingest.refused_keys import Knock, RefusedKeys, digest_of
from hikeshi_server.inbound.metrics import UNKNOWN_KEYS

_log = structlog.get_logger(__name__)

#: How long a directory is believed; a new key is known at once, a removed one after this.
BELIEVED_SECONDS = 1.0
#: Between two looks for a key nobody knows.
LOOK_SECONDS = 0.2
#: Between two lines about keys nobody knows.
TOLD_SECONDS = 1.0


@define
class Keys:
    """Finds integrations by their secret keys, through digests."""

    transactions: Transactions
    refused: RefusedKeys
    _directory: Directory | None = None
    _by_digest: Mapping[bytes, Integration] = field(factory=dict)
    _looked_at: float = float("-inf")
    _looking: asyncio.Task[None] | None = None
    _told_at: float = float("-inf")
    _untold: int = 0

    async def find(self, key: str, knock: Knock) -> Integration | None:
        """Return the sender of that key, if there is one; a key nobody has is written down."""
        if len(key) != KEY_LENGTH:
            self._refuse(key, knock)
            return None
        if time.monotonic() - self._looked_at > BELIEVED_SECONDS:
            await self._look()
        digest = digest_of(key)
        found = self._by_digest.get(digest)
        if found is None and time.monotonic() - self._looked_at > LOOK_SECONDS:
            await self._look()
            found = self._by_digest.get(digest)
        if found is None:
            self._refuse(key, knock)
        return found

    def _refuse(self, key: str, knock: Knock) -> None:
        """Count it, and tell of it once in a while: whoever guesses keys fills no disk."""
        UNKNOWN_KEYS.inc()
        self.refused.add(key, knock)
        self._untold += 1
        if time.monotonic() - self._told_at < TOLD_SECONDS:
            return
        # Enough to recognise a typing mistake, too little to use.
        _log.warning(
            "unknown_integration_key", key=f"{hint_of(key)}…", length=len(key), times=self._untold
        )
        self._told_at, self._untold = time.monotonic(), 0

    async def _look(self) -> None:
        """Read the directory; those who want it meanwhile wait for the same answer."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._read())
        await asyncio.shield(self._looking)

    async def _read(self) -> None:
        directory = await self.transactions.run(lambda work: work.directory())
        if directory is not self._directory:
            self._by_digest = {
                digest_of(key): found for key, found in directory.integrations_by_key.items()
            }
            self._directory = directory
        self._looked_at = time.monotonic()
