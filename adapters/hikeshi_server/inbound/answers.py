"""Answers that are dear to compute, kept under a name for everything they follow from."""

import asyncio
import functools
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256
from importlib.metadata import version

from attrs import define, field, frozen

from hikeshi.flow.ports import Cache
from hikeshi.kernel.time_zones import time_zone_data_version
from hikeshi_server.inbound.metrics import ANSWERS

#: Larger answers are computed each time.
LARGEST_ANSWER = 2 * 1024 * 1024
#: Whoever computes longer is believed to have died over it.
LONGEST_COMPUTING = timedelta(seconds=10)
#: Seconds for which an answer that another process computes is waited for.
PATIENCE_SECONDS = 2.0
#: Seconds between two looks whether it is there, more or less.
LOOK_SECONDS = 0.025
#: How much longer or shorter than said an answer is kept, so that not all end at once.
JITTER = 0.1


@frozen(kw_only=True)
class AnswerKind:
    """A kind of answer.

    Args:
        name: Stands before its keys and in the metrics.
        edition: Of what its bytes mean; another one where that changes.
        keep_for: How long it is kept at most. It bounds memory and says nothing of what is true.
    """

    name: str
    edition: int
    keep_for: timedelta


@frozen(kw_only=True)
class Question:
    """What is asked, and everything the answer is computed from.

    Args:
        asked: What is asked for, whatever distinguishes one viewer's answer included.
        sources: Values whose `repr` tells them from any other, such as frozen objects; in an
            order of their own, since that of a set differs from process to process.
    """

    kind: AnswerKind
    asked: tuple[object, ...]
    sources: tuple[object, ...]

    @property
    def key(self) -> str:
        """The name of the answer, the same for nothing else.

        Other code may compute something else, and so may other time-zone data.
        """
        named = repr((_release(), self.kind.edition, self.asked, self.sources))
        digest = sha256(named.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{self.kind.name}:{digest[:40]}"


@functools.cache
def _release() -> tuple[str, ...]:
    return (version("hikeshi"), version("hikeshi-server"), time_zone_data_version())


@define
class Answers:
    """Answers from what is kept, or computes it once for everybody who asks meanwhile.

    Nothing that decides who is paged or who may do what is answered from here: an acknowledgement
    or a revocation holds at once.

    Args:
        cache: Keeps answers; nothing = none are kept.
        pause: Waits so many seconds.
    """

    cache: Cache | None = None
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _under_way: "dict[str, asyncio.Task[bytes]]" = field(factory=dict)

    async def get(self, question: Question, compute: Callable[[], bytes]) -> bytes:
        """Return the answer; whoever asks has been found to be allowed to.

        Args:
            question: What it is named by.
            compute: Computes it, in a thread of its own: it is given what it needs and looks
                nothing up.
        """
        key, kind = question.key, question.kind
        if self.cache is None:
            ANSWERS.labels(kind.name, "computed").inc()
            return await asyncio.to_thread(compute)
        under_way = self._under_way.get(key)
        if under_way is not None:
            ANSWERS.labels(kind.name, "shared").inc()
        else:
            under_way = asyncio.create_task(self._find(self.cache, key, kind, compute))
            self._under_way[key] = under_way
            under_way.add_done_callback(lambda done: self._end(key, done))
        # Whoever leaves does not take the answer from the others.
        return await asyncio.shield(under_way)

    async def _find(
        self, cache: Cache, key: str, kind: AnswerKind, compute: Callable[[], bytes]
    ) -> bytes:
        kept = await cache.get(key)
        if kept is None and not await cache.claim(key, LONGEST_COMPUTING):
            kept = await self._computed_elsewhere(cache, key)
        ANSWERS.labels(kind.name, "computed" if kept is None else "kept").inc()
        return kept if kept is not None else await self._compute(cache, key, kind, compute)

    async def _compute(
        self, cache: Cache, key: str, kind: AnswerKind, compute: Callable[[], bytes]
    ) -> bytes:
        try:
            answer = await asyncio.to_thread(compute)
        except BaseException:
            await cache.release(key)
            raise
        if len(answer) > LARGEST_ANSWER:
            await cache.release(key)
            return answer
        spread = 1 + JITTER * (2 * random.random() - 1)  # noqa: S311
        await cache.put(key, answer, kind.keep_for * spread)
        return answer

    async def _computed_elsewhere(self, cache: Cache, key: str) -> bytes | None:
        """Return what another process computes; nothing where it takes long, or gave up."""
        waited = 0.0
        while waited < PATIENCE_SECONDS:
            pause = LOOK_SECONDS * (0.5 + random.random())  # noqa: S311
            await self.pause(pause)
            waited += pause
            kept = await cache.get(key)
            if kept is not None or await cache.claim(key, LONGEST_COMPUTING):
                return kept
        return None

    def _end(self, key: str, done: "asyncio.Task[bytes]") -> None:
        del self._under_way[key]
        if not done.cancelled():
            done.exception()  # seen, even where nobody waits for it any more
