"""The four ways a request can be wrong, and the one in which we are. Edges map these bases."""

from collections.abc import Mapping
from typing import Self

from attrs import evolve, frozen


class Sentence(str):
    """A text that knows what it was made of, so that it can be said in another language.

    Args:
        text: The sentence, with names in braces where facts stand.
        facts: What stands there.
    """

    __slots__ = ("facts", "text")

    text: str
    facts: Mapping[str, object]

    def __new__(cls, text: str, /, **facts: object) -> Self:
        """Fill the facts in; a sentence without any is taken as it is."""
        made = super().__new__(cls, text.format(**facts) if facts else text)
        made.text, made.facts = text, facts
        return made


@frozen
class Fault:
    """One thing wrong with an input: where it stands (JSON pointer, RFC 6901) and why."""

    pointer: str
    said: str

    @property
    def detail(self) -> str:
        """Why, as a plain text."""
        return str(self.said)

    def below(self, pointer: str) -> "Fault":
        """Return it as seen from outside: its input stands at `pointer` of a larger one."""
        return evolve(self, pointer=pointer + self.pointer)


class HikeshiError(Exception):
    """Something asked of Hikeshi cannot be done.

    Args:
        detail: Why, as a text or a `Sentence`: `said` is what was given, `detail` a plain text.
    """

    def __init__(self, detail: str | None = None, *, faults: tuple[Fault, ...] = ()) -> None:
        self.said = detail or (type(self).__doc__ or "").strip().split("\n")[0]
        self.detail = str(self.said)
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
