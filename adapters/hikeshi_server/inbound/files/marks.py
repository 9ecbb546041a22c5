"""Where things stand in files."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen


@frozen(order=True)
class Place:
    """A place in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@frozen
class Marks:
    """The place of every value, by its JSON pointer."""

    places: Mapping[str, Place] = field(factory=dict)

    def at(self, pointer: str) -> Place | None:
        """Return where a value stands, or the nearest value around it that has a place."""
        while pointer and pointer not in self.places:
            pointer = pointer.rpartition("/")[0]
        return self.places.get(pointer)


@frozen
class Marked:
    """What a file says, as builtins, and where."""

    value: Any
    marks: Marks
