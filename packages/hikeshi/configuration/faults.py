"""Collecting everything that is wrong before saying so."""

from collections.abc import Callable
from typing import TypeVar

from attrs import field, frozen

from hikeshi.kernel.errors import Fault, HikeshiError, InvalidError

T = TypeVar("T")


@frozen
class Faults:
    """What is wrong so far, in the order it was found."""

    found: list[Fault] = field(factory=list)

    def add(self, pointer: str, detail: str) -> None:
        """Note a fault."""
        self.found.append(Fault(pointer, detail))

    def attempt(self, build: Callable[[], T], pointer: str) -> T | None:
        """Return what is built; where a rule refuses it, note its faults below `pointer`."""
        try:
            return build()
        except HikeshiError as error:
            inner = error.faults or (Fault("", error.said),)
            self.found.extend(fault.below(pointer) for fault in inner)
        except ValueError as error:
            self.add(pointer, str(error))
        return None

    def raise_any(self) -> None:
        """Refuse if there is any fault.

        Raises:
            InvalidError: With all of them.
        """
        if not self.found:
            return
        first = self.found[0]
        count = "one place" if len(self.found) == 1 else f"{len(self.found)} places"
        raise InvalidError(
            f"The configuration is wrong in {count}: {first.pointer or '/'} {first.detail}",
            faults=tuple(self.found),
        )
