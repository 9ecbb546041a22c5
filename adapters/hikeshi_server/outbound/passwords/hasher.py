"""argon2id in threads, so that the event loop goes on paging meanwhile."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from hikeshi.kernel.errors import UnavailableError

P = ParamSpec("P")
T = TypeVar("T")

#: RFC 9106, section 4, second recommended option: 64 MiB, three passes, four lanes.
TIME_COST, MEMORY_KIB, LANES = 3, 65_536, 4
#: So many at once: each needs a core and its memory, and paging needs the others.
AT_ONCE = 2
#: More that wait for their turn are sent away: they would wait longer than anybody does.
MOST_WAITING = 40


class TooManySignInsError(UnavailableError):
    """Too many people are signing in at this moment; try again in a few seconds."""


class Argon2PasswordHasher:
    """Hashes with argon2id.

    Args:
        time_cost: Passes over the memory.
        memory_kib: Memory of each hash.
        lanes: Lanes of each hash.
    """

    def __init__(
        self, *, time_cost: int = TIME_COST, memory_kib: int = MEMORY_KIB, lanes: int = LANES
    ) -> None:
        self._argon2 = PasswordHasher(time_cost, memory_kib, lanes, type=Type.ID)
        self._threads = ThreadPoolExecutor(AT_ONCE, "argon2")
        self._waiting = 0
        #: What is compared where there is no account, so that both take as long.
        self._of_nobody = self._hash("")

    async def hash(self, password: str) -> str:
        """Return salt, parameters and hash in one text (PHC string format)."""
        return await self._in_thread(self._hash, password)

    async def verify(self, kept: str | None, password: str) -> bool:
        """Say whether it is the password; with nothing kept, take as long and say no."""
        return await self._in_thread(self._verify, kept, password)

    def is_outdated(self, kept: str) -> bool:
        """Say whether the hash was made with other parameters than today's."""
        return self._argon2.check_needs_rehash(kept)

    def _hash(self, password: str) -> str:
        return self._argon2.hash(_raw(password))

    def _verify(self, kept: str | None, password: str) -> bool:
        compared = kept if kept is not None else self._of_nobody
        try:
            fits = self._argon2.verify(compared, _raw(password))
        except (VerificationError, InvalidHashError):
            return False
        return fits and kept is not None

    async def _in_thread(self, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._waiting >= AT_ONCE + MOST_WAITING:
            raise TooManySignInsError
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, partial(do, *args, **kwargs))
        finally:
            self._waiting -= 1


def _raw(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
