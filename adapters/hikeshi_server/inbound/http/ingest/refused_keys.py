"""Which keys nobody has were sent: gathered, and written down for operators once a second."""

import asyncio
import hashlib
from collections.abc import Sequence

import structlog
from attrs import define, evolve, field, frozen

from hikeshi.alerts.model.refused_key import KEPT_KEYS, RefusedKey, hint_of
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.errors import UnavailableError

_log = structlog.get_logger(__name__)

#: Between two writes: a flood of wrong keys costs one small transaction a second.
PAUSE_SECONDS = 1.0


@frozen
class Knock:
    """Where a key came to, and from whom.

    Args:
        door: The address posted to, without the key.
        address: The sender's IP address.
    """

    door: str
    address: str


@frozen
class _Refused:
    digest: bytes
    hint: str
    length: int
    knock: Knock
    times: int = 1


@define
class RefusedKeys:
    """Gathers refused keys, at most so many as are kept, and writes them down."""

    transactions: Transactions
    _waiting: dict[bytes, _Refused] = field(factory=dict)
    _writing: asyncio.Task[None] | None = None

    def add(self, key: str, knock: Knock) -> None:
        """Remember that this key was refused; nobody waits for it to be written."""
        digest = digest_of(key)
        known = self._waiting.get(digest)
        if known is not None:
            self._waiting[digest] = evolve(known, knock=knock, times=known.times + 1)
        elif len(self._waiting) < KEPT_KEYS:
            self._waiting[digest] = _Refused(digest, hint_of(key), len(key), knock)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while self._waiting:
            refused, self._waiting = self._waiting, {}
            try:
                await self._keep(tuple(refused.values()))
            except UnavailableError as error:
                self._waiting = refused | self._waiting
                _log.warning("refused_keys_wait", reason=error.detail)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _keep(self, refused: Sequence[_Refused]) -> None:
        async def write(work: Work) -> None:
            await work.refused_keys.add_many([_as_seen(work, each) for each in refused])

        await self.transactions.run(write)


def digest_of(key: str) -> bytes:
    """Return what a key is looked up by; it says nothing about the key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()


def _as_seen(work: Work, refused: _Refused) -> RefusedKey:
    return RefusedKey(
        id=work.ids(),
        digest=refused.digest,
        hint=refused.hint,
        length=refused.length,
        door=refused.knock.door,
        address=refused.knock.address,
        times=refused.times,
        first_seen_at=work.now,
        last_seen_at=work.now,
    )
