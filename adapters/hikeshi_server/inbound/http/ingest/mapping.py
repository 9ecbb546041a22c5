"""What an integration's own JMESPath expressions find in a message, at a bounded cost."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.visitor import TreeInterpreter

#: Steps one expression may take in one message; a list of ten thousand alerts needs some ten each.
MOST_STEPS = 200_000
#: Parts of a list, and characters of a text, that a step may make: expressions can double both.
MOST_PARTS = 2_000_000
MOST_CHARACTERS = 16 * 1024 * 1024


class TooCostlyError(ValueError):
    """The expression takes too many steps, or makes too much, of this message."""


class BoundedInterpreter(TreeInterpreter):
    """Gives up where an expression costs more than a message is worth."""

    def __init__(self) -> None:
        super().__init__()
        self._left = MOST_STEPS

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        """Take a step.

        Raises:
            TooCostlyError: It was one too many, or made too much.
        """
        self._left -= 1
        found = super().visit(node, *args, **kwargs)
        if self._left < 0 or (isinstance(found, list) and len(found) > MOST_PARTS):
            raise TooCostlyError
        if isinstance(found, str) and len(found) > MOST_CHARACTERS:
            raise TooCostlyError
        return found


def mapped(mapping: Mapping[str, str], body: Any) -> dict[str, Any]:
    """Return what each field's expression finds in the body; nothing where it fails."""
    return {name: _found(expression, body) for name, expression in mapping.items()}


def _found(expression: str, body: Any) -> Any:
    try:
        return BoundedInterpreter().visit(_compiled(expression), body)
    except Exception:  # noqa: BLE001 (whatever the library raises, the signal is not lost for it)
        return None


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> Any:
    return jmespath.compile(expression).parsed
