"""A key nobody has: a sender with a typing mistake, an old key, or somebody who guesses."""

from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

#: Enough of a key to recognise a typing mistake, too little to use it.
SHOWN_CHARACTERS = 4
#: More than these are not kept, the latest seen stay: whoever guesses keys fills no disk.
KEPT_KEYS = 1_000


@frozen(kw_only=True)
class RefusedKey:
    """A key that was refused, told apart by its digest.

    Args:
        digest: SHA-256 of what was sent as a key.
        hint: Its first characters.
        length: How many characters it had.
        door: The address it was posted to, without the key.
        address: Who posted it last, an IP address.
        times: How often it came.
    """

    id: UUID
    digest: bytes
    hint: str
    length: int
    door: str
    address: str
    times: int
    first_seen_at: datetime
    last_seen_at: datetime

    def seen_again(self, later: "RefusedKey") -> "RefusedKey":
        """Return this key, counted on by what came later."""
        return evolve(
            self,
            door=later.door,
            address=later.address,
            times=self.times + later.times,
            last_seen_at=max(self.last_seen_at, later.last_seen_at),
        )


def hint_of(key: str) -> str:
    """Return what of a key may be shown: at most an eighth of it, what cannot be read as `?`."""
    shown = key[: min(SHOWN_CHARACTERS, len(key) // 8)]
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in shown)
