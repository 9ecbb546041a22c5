"""New identities: UUIDs of version 7 that never go back within a process.

They are of the driver's own subclass, as those it reads are: it compares, hashes and writes them
many times faster, and a storm does little else with them.
"""

import os
from random import Random
from uuid import UUID

from asyncpg.pgproto import pgproto
from attrs import define, field

from hikeshi.kernel.clock import Clock
from hikeshi.kernel.ids import uuid7_number

#: Bits of a version 7 UUID below its milliseconds.
RANDOM_BITS = 74
#: Within one millisecond the next identity lies a random step of at most so many bits further on.
STEP_BITS = 32


def _seeded() -> Random:
    return Random(os.urandom(32))  # noqa: S311 — only the steps; where they begin is unguessable


@define
class MonotonicIds:
    """Hands out ascending identities, also when the clock stands still or is set back."""

    clock: Clock
    _last_ms: int = 0
    _last_bits: int = 0
    _steps: Random = field(factory=_seeded)

    def __call__(self) -> UUID:
        """Return the next identity."""
        now_ms = int(self.clock.now().timestamp() * 1000)
        if now_ms > self._last_ms:
            self._last_ms = now_ms
            # The highest bit stays free, so that steps do not run over.
            self._last_bits = int.from_bytes(os.urandom(10)) >> (81 - RANDOM_BITS)
        else:
            self._last_bits += 1 + self._steps.getrandbits(STEP_BITS)
            if self._last_bits >> RANDOM_BITS:
                self._last_ms += 1
                self._last_bits &= (1 << (RANDOM_BITS - 1)) - 1
        return pgproto.UUID(uuid7_number(self._last_ms, self._last_bits).to_bytes(16))
