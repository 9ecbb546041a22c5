"""Requests that may be repeated: the first answer is kept and given again."""

import hashlib
from typing import Any, Protocol

import msgspec
from attrs import frozen

from hikeshi.flow.work import Work
from hikeshi.kernel.errors import InvalidError

_encode = msgspec.json.Encoder(order="deterministic").encode


@frozen(kw_only=True)
class Attempt:
    """A request that carries an `Idempotency-Key`.

    Args:
        actor: Whose key it is; nobody else's is the same.
        route: Method and address it was sent to.
        digest: Of the body, so that another one under the same key is noticed.
    """

    actor: str
    route: str
    key: str
    digest: bytes


class StoredAnswer(Protocol):
    """The answer given to the first request under a key."""

    @property
    def digest(self) -> bytes:
        """Of the body it answered."""
        ...

    @property
    def status(self) -> int:
        """Its status."""
        ...

    @property
    def body(self) -> bytes:
        """What was sent."""
        ...


class IdempotencyKeys(Protocol):
    """Keeps the answers of repeatable requests for 24 hours, in the unit of work they belong to."""

    async def claim(
        self, work: Work, *, actor: str, route: str, key: str, digest: bytes
    ) -> StoredAnswer | None:
        """Take the key, first thing in the work; return the answer where it was taken before.

        Another work that takes the same key at this moment waits for the end of this one.
        """
        ...

    async def keep(
        self, work: Work, *, actor: str, route: str, key: str, status: int, body: bytes
    ) -> None:
        """Write the answer beside the key this work has claimed."""
        ...


def digest_of(body: Any) -> bytes:
    """Return the digest of a body, whatever the order of its fields."""
    return hashlib.sha256(_encode(body)).digest()


def check_same(stored: StoredAnswer, attempt: Attempt) -> None:
    """Refuse another body under a key that was used already.

    Raises:
        InvalidError: The body is not the one the key was first used with.
    """
    if stored.digest != attempt.digest:
        raise InvalidError(
            "This Idempotency-Key was used with another body; use a new key for a new request."
        )
