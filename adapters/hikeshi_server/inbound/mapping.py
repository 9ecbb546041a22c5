"""What an integration's own JMESPath expressions find in a message, at a bounded cost."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.visitor import TreeInterpreter

from hikeshi.kernel.conversion import escape_pointer
from hikeshi.kernel.errors import Fault, InvalidError

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


def check_mapping(mapping: Mapping[str, str]) -> None:
    """Refuse expressions nobody could ever look with.

    Raises:
        InvalidError: With the place of each that is no JMESPath.
    """
    _refuse(tuple(_faults(mapping, "/mapping")))


def check_mappings(configuration: Any) -> None:
    """Refuse the same in all integrations of a configuration; whatever else is wrong is let be.

    Raises:
        InvalidError: With the place of each that is no JMESPath.
    """
    entries = configuration.get("integrations") if isinstance(configuration, Mapping) else None
    faults: list[Fault] = []
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        mapping = entry.get("mapping") if isinstance(entry, Mapping) else None
        if isinstance(mapping, Mapping):
            faults += _faults(mapping, f"/integrations/{index}/mapping")
    _refuse(tuple(faults))


def _faults(mapping: Mapping[str, Any], pointer: str) -> Iterator[Fault]:
    for name, expression in mapping.items():
        try:
            if isinstance(expression, str):
                jmespath.compile(expression)
        except JMESPathError as error:
            reason = str(error).splitlines()[0]
            yield Fault(f"{pointer}/{escape_pointer(name)}", f"is no JMESPath: {reason}")


def _refuse(faults: tuple[Fault, ...]) -> None:
    if faults:
        raise InvalidError(f"{faults[0].pointer} {faults[0].detail}", faults=faults)
