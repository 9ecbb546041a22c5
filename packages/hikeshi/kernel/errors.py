"""The four ways a request can be wrong, and the one in which we are. Edges map these bases."""

from typing import Self

from attrs import frozen


@frozen
class Fault:
    """One thing wrong with an input: where it stands (JSON pointer, RFC 6901) and why."""

    pointer: str
    detail: str


class HikeshiError(Exception):
    """Something asked of Hikeshi cannot be done."""

    def __init__(self, detail: str | None = None, *, faults: tuple[Fault, ...] = ()) -> None:
        self.detail = detail or (type(self).__doc__ or "").strip().split("\n")[0]
        self.faults = faults
        super().__init__(self.detail)

    @classmethod
    def at(cls, pointer: str, detail: str) -> Self:
        """Return the error for a single fault at `pointer`."""
        return cls(detail, faults=(Fault(pointer, detail),))


class NotFoundError(HikeshiError):
    """There is no such object, or it is not yours to see."""


class ConflictError(HikeshiError):
    """The rules do not allow this in the present state."""


class InvalidError(HikeshiError):
    """The input is understood, but not valid."""


class ForbiddenError(HikeshiError):
    """You are not allowed to do this."""


class StaleError(ConflictError):
    """Somebody changed the object since you read it; read it again and repeat your change."""


class UnavailableError(HikeshiError):
    """This cannot be taken now; try again soon."""
