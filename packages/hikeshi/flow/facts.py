"""Events as plain builtins: what the timeline, the journal and the stream carry."""

import re
from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

import attrs

from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.events import Event

_FRAME = frozenset({"id", "at", "by"})


def type_name(kind: type[Event]) -> str:
    """Return the name of a kind of event: `IncidentAcknowledged` is `incident.acknowledged`."""
    return _dotted(kind.__name__)


@cache
def _dotted(name: str) -> str:
    words = re.findall(r"[A-Z][a-z0-9]*", name)
    return f"{words[0].lower()}.{'_'.join(word.lower() for word in words[1:])}"


def facts(event: Event, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return what happened as JSON builtins, without id, instant and actor."""
    return {
        name: _plain(getattr(event, name))
        for name in _names(type(event))  # type: ignore[arg-type]
        if name not in without
    }


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    return tuple(f.name for f in attrs.fields(kind) if f.name not in _FRAME)  # type: ignore[arg-type]


def _plain(value: Any) -> Any:
    if value is None or type(value) in {str, int, bool, float}:
        return value
    return _converter(type(value))(value)  # type: ignore[arg-type]


@cache
def _converter(kind: type) -> Callable[[Any], Any]:
    if issubclass(kind, Enum):
        return lambda member: member.value
    if issubclass(kind, UUID):  # or a driver's own subclass
        return str
    if issubclass(kind, datetime):
        return rfc3339
    if issubclass(kind, Mapping):
        return lambda mapping: {str(key): _plain(item) for key, item in mapping.items()}
    if issubclass(kind, tuple | list):
        return lambda items: [_plain(item) for item in items]
    raise TypeError(f"{kind.__name__} is no fact an event may carry")
