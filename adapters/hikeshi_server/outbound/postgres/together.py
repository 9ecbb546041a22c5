"""Several writes as one statement: each way to the database and back costs like a small write."""

import re
from collections.abc import Iterator
from functools import cache, partial

from attrs import frozen

_PARAMETER = re.compile(r"\$(\d+)")
_TARGET = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)")


@frozen
class Write:
    """A write taken apart.

    Args:
        steps: The queries of its WITH list by their names, then the statement itself.
        targets: What it changes or adds to; rows that are only added are kept apart from those
            that are changed.
        parameters: How many it has.
    """

    steps: tuple[tuple[str, str], ...]
    targets: frozenset[str]
    parameters: int


@cache
def taken_apart(statement: str) -> Write:
    """Return the parts of a statement that writes and returns nothing."""
    steps = tuple(_steps(statement.strip()))
    return Write(
        steps,
        frozenset(target for _, text in steps if (target := _target(text)) is not None),
        max((int(found) for found in _PARAMETER.findall(statement)), default=0),
    )


@cache
def together(statements: tuple[str, ...]) -> str:
    """Return one statement that does what these do, its parameters numbered on."""
    if len(statements) == 1:
        return statements[0]
    parts, count = [], 0
    for number, statement in enumerate(statements):
        write = taken_apart(statement)
        names = "|".join(name for name, _ in write.steps)
        for name, text in write.steps:
            moved = _PARAMETER.sub(partial(_moved, by=count), text)
            own = re.sub(rf"\b({names})\b", rf"\1_{number}", moved)
            parts.append(f"{name}_{number} AS ({own})")
        count += write.parameters
    return f"WITH {', '.join(parts)} SELECT 1"


def _steps(statement: str) -> Iterator[tuple[str, str]]:
    rest = statement
    separator = "WITH "
    while rest.startswith(separator):
        name, _, rest = rest.removeprefix(separator).lstrip().partition(" AS (")
        end = _closing(rest)
        yield name, rest[:end]
        rest, separator = rest[end + 1 :].lstrip(), ","
    yield "whole", rest


def _closing(text: str) -> int:
    """Return where the parenthesis closes that was opened before the text."""
    depth = 1
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place
    raise ValueError(f"a parenthesis stays open: {text}")


def _target(text: str) -> str | None:
    found = _TARGET.match(text.lstrip())
    if found is None:
        return None
    only_adds = found[0].startswith("INSERT") and "ON CONFLICT" not in text
    return f"new {found[1]}" if only_adds else found[1]


def _moved(parameter: re.Match[str], *, by: int) -> str:
    return f"${int(parameter[1]) + by}"
