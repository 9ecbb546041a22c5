"""Answers that all processes keep together.

They are sealed: Redis learns neither names nor shifts, and whoever can write to it can take an
answer away but not put another one in its place.
"""

import os
from contextlib import suppress
from datetime import timedelta

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from redis.exceptions import ResponseError

from hikeshi.flow.ports import Cache
from hikeshi_server.outbound.redis.link import RedisLink

_NONCE_BYTES = 12  # NIST SP 800-38D, section 5.2.1.1


@frozen
class RedisCache:
    """Keeps answers in Redis; while it is away each process keeps its own.

    Args:
        alone: Keeps them while Redis is away.
        sealing_key: 32 bytes that seal what is kept; with others it is missing.
    """

    link: RedisLink
    alone: Cache
    sealing_key: bytes = field(repr=False)

    async def get(self, key: str) -> bytes | None:
        """Return the answer; nothing where it is not kept, or was not sealed here."""
        return await self.link.use(lambda: self._get(key), lambda: self.alone.get(key))

    async def put(self, key: str, answer: bytes, keep_for: timedelta) -> None:
        """Keep the answer for so long at most; whoever had claimed it has done so."""
        await self.link.use(
            lambda: self._put(key, answer, keep_for),
            lambda: self.alone.put(key, answer, keep_for),
        )

    async def claim(self, key: str, at_most: timedelta) -> bool:
        """Ask to be the one who computes it; granted once, until it is put, released, or late."""
        return await self.link.use(
            lambda: self._claim(key, at_most), lambda: self.alone.claim(key, at_most)
        )

    async def release(self, key: str) -> None:
        """Let somebody else compute what was claimed."""
        await self.link.use(lambda: self._release(key), lambda: self.alone.release(key))

    async def _get(self, key: str) -> bytes | None:
        sealed = await self.link.client.get(self._place(key))
        return self._open(key, sealed) if isinstance(sealed, bytes) else None

    async def _put(self, key: str, answer: bytes, keep_for: timedelta) -> None:
        # A full Redis keeps nothing more, and is no reason to do without its limits and wake-ups.
        with suppress(ResponseError):
            await self.link.client.set(self._place(key), self._seal(key, answer), px=keep_for)
        await self._release(key)

    async def _claim(self, key: str, at_most: timedelta) -> bool:
        try:
            claimed = await self.link.client.set(self._claimed(key), b"1", nx=True, px=at_most)
        except ResponseError:
            return True
        return bool(claimed)

    async def _release(self, key: str) -> None:
        await self.link.client.delete(self._claimed(key))

    def _place(self, key: str) -> str:
        return f"{self.link.namespace}:answers:{key}"

    def _claimed(self, key: str) -> str:
        return f"{self.link.namespace}:claims:{key}"

    def _seal(self, key: str, answer: bytes) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self.sealing_key).encrypt(nonce, answer, key.encode())

    def _open(self, key: str, sealed: bytes) -> bytes | None:
        nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return AESGCM(self.sealing_key).decrypt(nonce, body, key.encode())
        except (InvalidTag, ValueError):
            return None
