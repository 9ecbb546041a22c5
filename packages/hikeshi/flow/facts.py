"""Events as plain builtins: what the timeline, the journal and the stream carry."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from types import NoneType
from typing import Any
from uuid import UUID

import attrs

from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.events import Event

_FRAME = frozenset({"id", "at", "by"})
#: What JSON has of its own.
_PLAIN = frozenset({NoneType, str, int, bool, float})


def type_name(kind: type[Event]) -> str:
    """Return the name of a kind of event: `IncidentAcknowledged` is `incident.acknowledged`."""
    return _dotted(kind.__name__)


@cache
def _dotted(name: str) -> str:
    words = re.findall(r"[A-Z][a-z0-9]*", name)
    return f"{words[0].lower()}.{'_'.join(word.lower() for word in words[1:])}"


def facts(event: Event, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return what happened as JSON builtins, without id, instant and actor."""
    names, values = _shape(type(event))  # type: ignore[arg-type]
    found = {
        name: value if type(value) in _PLAIN else _converter(type(value))(value)  # type: ignore[arg-type]
        for name, value in zip(names, values(event), strict=True)
    }
    for name in without:
        found.pop(name, None)
    return found


@cache
def _shape(kind: type[Event]) -> tuple[tuple[str, ...], Callable[[Event], Sequence[Any]]]:
    """Return the names of a kind's facts, and what reads all of them at once."""
    names = tuple(field.name for field in attrs.fields(kind) if field.name not in _FRAME)
    if len(names) < 2:  # `attrgetter` makes a tuple of two or more
        return names, lambda event: [getattr(event, name) for name in names]
    return names, attrgetter(*names)


def _plain(value: Any) -> Any:
    return value if type(value) in _PLAIN else _converter(type(value))(value)  # type: ignore[arg-type]


@cache
def _converter(kind: type) -> Callable[[Any], Any]:
    if issubclass(kind, Enum):
        return attrgetter("_value_")
    if issubclass(kind, UUID):  # or a driver's own subclass
        return str
    if issubclass(kind, datetime):
        return rfc3339
    if issubclass(kind, Mapping):
        return lambda mapping: {str(key): _plain(item) for key, item in mapping.items()}
    if issubclass(kind, tuple | list):
        return lambda items: [_plain(item) for item in items]
    raise TypeError(f"{kind.__name__} is no fact an event may carry")
