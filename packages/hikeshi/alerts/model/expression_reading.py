"""Reads the text of a regular expression, or says what about it is not understood."""

import re
from collections.abc import Mapping

from attrs import define

from hikeshi.alerts.model.expression_parts import Alternatives, Edge, Ends, Part, Repeated, Sequence

LONGEST_EXPRESSION = 1_000
DEEPEST = 20
MOST_COUNTED = 200

_NEWLINE = (("\n", "\n"),)
_DIGITS = (("0", "9"),)
_WORD = (("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z"))
_SPACE = (("\t", "\n"), ("\f", "\r"), (" ", " "))
#: Classes behind a backslash: ranges, and whether all others are meant. ASCII, as in RE2.
_CLASSES: Mapping[str, tuple[tuple[tuple[str, str], ...], bool]] = {
    "d": (_DIGITS, False),
    "D": (_DIGITS, True),
    "w": (_WORD, False),
    "W": (_WORD, True),
    "s": (_SPACE, False),
    "S": (_SPACE, True),
}
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}
_COUNTS = re.compile(r"\{([0-9]{1,4})(,([0-9]{0,4}))?\}")
_TIMES: Mapping[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def read_expression(text: str) -> Part:
    """Return what the expression is made of.

    Raises:
        ValueError: It is too long or too deep, or holds what is not understood.
    """
    if len(text) > LONGEST_EXPRESSION:
        raise ValueError(f"is longer than {LONGEST_EXPRESSION} characters")
    any_case = text.startswith("(?i)")
    reader = _Reader(text, 4 if any_case else 0, any_case)
    found = reader.alternatives(0)
    if reader.place < len(text):
        raise ValueError(f"has a “)” that closes nothing, at character {reader.place + 1}")
    return found


@define
class _Reader:
    """Reads from left to right."""

    text: str
    place: int
    any_case: bool

    def alternatives(self, depth: int) -> Part:
        """Read up to the end, or the parenthesis that closes this one."""
        if depth > DEEPEST:
            raise ValueError(f"is nested more than {DEEPEST} deep")
        found = [self._sequence(depth)]
        while self._take("|"):
            found.append(self._sequence(depth))
        return Alternatives(tuple(found)) if len(found) > 1 else found[0]

    def _sequence(self, depth: int) -> Part:
        parts = []
        while self.place < len(self.text) and self.text[self.place] not in "|)":
            parts.append(self._times(self._part(depth)))
        return Sequence(tuple(parts))

    def _part(self, depth: int) -> Part:
        character = self._next()
        if character == "(":
            return self._group(depth)
        if character == "[":
            return self._set()
        if character == "\\":
            ranges, negated = self._escaped()
            return self._edge(ranges, negated)
        if character == ".":
            return self._edge(_NEWLINE, True)
        if character in "^$":
            return Ends(character == "^")
        if character in "*+?":
            raise ValueError(f"repeats nothing with “{character}”, at character {self.place}")
        return self._edge(((character, character),), False)

    def _group(self, depth: int) -> Part:
        opened = self.place
        if self._take("?") and not self._take(":"):
            raise ValueError(
                "uses (?…), which is not supported: groups are (…) or (?:…), and (?i) stands first"
            )
        found = self.alternatives(depth + 1)
        if not self._take(")"):
            raise ValueError(f"has a “(” that is never closed, at character {opened}")
        return found

    def _times(self, part: Part) -> Part:
        times = self._count()
        if times is None:
            return part
        self._take("?")  # greedy or not: the whole text matches, or it does not
        if self._count() is not None:
            raise ValueError(f"repeats a repetition, before character {self.place + 1}")
        return Repeated(part, *times)

    def _count(self) -> tuple[int, int | None] | None:
        for sign, times in _TIMES.items():
            if self._take(sign):
                return times
        counts = _COUNTS.match(self.text, self.place)
        if counts is None:
            return None
        self.place = counts.end()
        least = int(counts[1])
        most = least if counts[2] is None else int(counts[3]) if counts[3] else None
        if max(least, most or 0) > MOST_COUNTED or (most is not None and most < least):
            raise ValueError(f"counts wrongly in {counts[0]}: at most {MOST_COUNTED}, ascending")
        return least, most

    def _set(self) -> Part:
        opened, negated = self.place, self._take("^")
        ranges: list[tuple[str, str]] = []
        while not ranges or not self._take("]"):
            if self.place >= len(self.text):
                raise ValueError(f"has a “[” that is never closed, at character {opened}")
            ranges += self._range()
        return self._edge(tuple(ranges), negated)

    def _range(self) -> tuple[tuple[str, str], ...]:
        if self.text.startswith("[:", self.place):
            raise ValueError("uses [:…:], which is not supported: write the characters")
        found, negated = self._single()
        if negated:
            raise ValueError("uses \\D, \\W or \\S inside [ ], which is not supported")
        rest = self.text[self.place : self.place + 2]
        if len(rest) < 2 or rest[0] != "-" or rest[1] == "]":
            return found
        self.place += 1
        last, _ = self._single()
        low, high = found[0][0], last[0][0]
        if len(found) > 1 or len(last) > 1 or found[0][0] != found[0][1] or low > high:
            raise ValueError(f"has a wrong range, before character {self.place + 1}")
        return ((low, high),)

    def _single(self) -> tuple[tuple[tuple[str, str], ...], bool]:
        character = self._next()
        return self._escaped() if character == "\\" else (((character, character),), False)

    def _escaped(self) -> tuple[tuple[tuple[str, str], ...], bool]:
        character = self._next()
        if character in _CLASSES:
            return _CLASSES[character]
        if character in _CONTROLS:
            character = _CONTROLS[character]
        elif character.isalnum():
            raise ValueError(f"uses \\{character}, which is not supported")
        return ((character, character),), False

    def _edge(self, ranges: tuple[tuple[str, str], ...], negated: bool) -> Edge:
        return Edge(ranges, negated, self.any_case)

    def _next(self) -> str:
        if self.place >= len(self.text):
            raise ValueError("ends too early")
        self.place += 1
        return self.text[self.place - 1]

    def _take(self, sign: str) -> bool:
        taken = self.text.startswith(sign, self.place)
        self.place += len(sign) * taken
        return taken
