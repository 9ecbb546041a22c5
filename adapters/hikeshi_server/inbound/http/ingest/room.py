"""How much of what is being posted may stand in memory before anybody knows who posts it."""

from collections.abc import Iterator
from contextlib import contextmanager

from attrs import define

from hikeshi.kernel.errors import UnavailableError
from hikeshi_server.inbound.metrics import REFUSED_BUSY

#: So much of a body never has to ask: a flood of large ones keeps no ordinary signal out.
FREE_BYTES = 64 * 1024
#: What all bodies being read may hold beyond that.
MOST_BYTES = 96 * 1024 * 1024


class TooManyBodiesError(UnavailableError):
    """Too many large messages are being read; send it again in a few seconds."""


@define(eq=False)
class Held:
    """What one body has taken of the room."""

    room: "BodyRoom"
    size: int = 0
    taken: int = 0

    def take(self, size: int) -> None:
        """Take room for so many further bytes.

        Raises:
            TooManyBodiesError: There is none.
        """
        self.size += size
        wanted = max(0, self.size - FREE_BYTES) - self.taken
        if self.room.taken + wanted > self.room.most:
            REFUSED_BUSY.labels("bodies").inc()
            raise TooManyBodiesError
        self.taken += wanted
        self.room.taken += wanted


@define(eq=False)
class BodyRoom:
    """Counts the bytes of bodies being read.

    Args:
        most: More is refused.
    """

    most: int = MOST_BYTES
    taken: int = 0

    @contextmanager
    def held(self) -> Iterator[Held]:
        """Hold room for one body, and give it back at the end."""
        held = Held(self)
        try:
            yield held
        finally:
            self.taken -= held.taken
