"""An exception to the layers for a span of time; it beats all of them."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import OverrideId, SwapId, UserId


class OverrideMode(StrEnum):
    """What an override does to whoever is there ("On-call 2")."""

    REPLACE = "replace"
    REMOVE = "remove"
    ADDITIONAL = "additional"


@frozen
class Override:
    """From `start` to `end` a person takes over, goes, or comes in addition.

    Args:
        id: Its identity on a server; nothing in a file.
        start: The first instant; never a local time.
        end: The first instant after it.
        user: Who takes over (`replace`), goes (`remove`), or comes in addition (`additional`).
        mode: What happens.
        replaces: With `replace`: act only inside this person's own shifts, which is what a swap is.
        source: The calendar event it was imported from; nothing where a person put it there.
        swap_id: The swap that put it there, on a server; it goes with that swap only.
    """

    start: datetime
    end: datetime
    user: UserId
    mode: OverrideMode = OverrideMode.REPLACE
    replaces: UserId | None = None
    id: OverrideId | None = None
    source: str | None = None
    swap_id: SwapId | None = None

    def __attrs_post_init__(self) -> None:
        for pointer, bound in (("/start", self.start), ("/end", self.end)):
            if bound.tzinfo is None:
                raise InvalidError.at(pointer, "is an instant and needs an offset: …Z or …+09:00")
        if self.end <= self.start:
            raise InvalidError.at("/end", "must be after the start")
        if self.replaces is None:
            return
        if self.mode is not OverrideMode.REPLACE:
            raise InvalidError.at("/replaces", "goes with the mode replace only: leave it out")
        if self.replaces == self.user:
            raise InvalidError.at("/replaces", "names the person who takes over: name another")

    def involves(self, user: UserId) -> bool:
        """Say whether the person comes, goes, or is replaced."""
        return user in {self.user, self.replaces}
