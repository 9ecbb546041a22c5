"""What a regular expression is made of."""

from attrs import frozen


@frozen
class Edge:
    """One character.

    Args:
        ranges: First and last of the characters meant.
        negated: All the others are meant.
        any_case: Upper and lower case are the same.
    """

    ranges: tuple[tuple[str, str], ...]
    negated: bool = False
    any_case: bool = False

    def takes(self, character: str) -> bool:
        """Say whether the character is meant."""
        forms = (character, character.lower(), character.upper())
        tried = forms if self.any_case else forms[:1]
        meant = any(low <= form <= high for form in tried for low, high in self.ranges)
        return meant is not self.negated


@frozen
class Ends:
    """No character: the start of the text, or its end."""

    start: bool


@frozen
class Sequence:
    """Parts one after the other."""

    parts: "tuple[Part, ...]"


@frozen
class Alternatives:
    """One of several parts."""

    parts: "tuple[Part, ...]"


@frozen
class Repeated:
    """A part several times.

    Args:
        most: How often at most; nothing = without end.
    """

    part: "Part"
    least: int
    most: int | None


Part = Edge | Ends | Sequence | Alternatives | Repeated
