"""Requests that may be repeated: the first answer is kept and given again."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

import falcon
import msgspec
from attrs import frozen
from falcon.asgi import Request

from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import InvalidError

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
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


class Kept(Protocol):
    """An answer, as far as it is kept."""

    @property
    def status(self) -> int:
        """Its status."""
        ...

    @property
    def body(self) -> bytes:
        """What is sent."""
        ...


AnyAnswer = TypeVar("AnyAnswer", bound=Kept)


def attempt_of(request: Request, actor: Actor, body: Any) -> Attempt | None:
    """Return the attempt a request is, where it carries a key that makes it recognisable.

    Raises:
        falcon.HTTPBadRequest: The key is empty, too long, or holds more than visible ASCII.
    """
    key = request.get_header("Idempotency-Key")
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise falcon.HTTPBadRequest(
            description="Idempotency-Key takes 1 to 255 visible ASCII characters."
        )
    route = f"{request.method} {request.path}"
    return Attempt(actor=_identity(actor), route=route, key=key, digest=digest_of(body))


async def once(
    keys: IdempotencyKeys,
    work: Work,
    attempt: Attempt | None,
    make: Callable[[], Awaitable[AnyAnswer]],
    *,
    again: Callable[[int, bytes], AnyAnswer],
) -> AnyAnswer:
    """Make an answer and keep it, first thing in a work; or return the one that was kept.

    Args:
        again: Makes the answer of status and body that were kept.

    Raises:
        InvalidError: The key was used with another body.
    """
    if attempt is None:
        return await make()
    place = {"actor": attempt.actor, "route": attempt.route, "key": attempt.key}
    stored = await keys.claim(work, **place, digest=attempt.digest)
    if stored is not None:
        check_same(stored, attempt)
        return again(stored.status, stored.body)
    made = await make()
    await keys.keep(work, **place, status=made.status, body=made.body)
    return made


def _identity(actor: Actor) -> str:
    """Return who an answer is kept for: a token sees none that its scopes would not give it."""
    if actor.scopes is None:
        return str(actor.id)
    return f"{actor.id} {','.join(sorted(actor.scopes))}"


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
