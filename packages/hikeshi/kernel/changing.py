"""A frozen object with some fields changed, at half the price."""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

import attrs

T = TypeVar("T")

_evolve: Callable[..., Any] = attrs.evolve
#: Sets one field of an object that is still being made.
_Put = Callable[[object, object], None]


def changed(before: T, **changes: object) -> T:
    """Return what `attrs.evolve` would: a copy with these fields changed.

    For what every alert, incident and page passes: `attrs.evolve` reads the class anew and calls
    `__init__` with every field by name (5 to 7 µs for 18 to 26 fields, this 2 to 3.5). Objects that
    check or convert their fields, or complete themselves, are made by `attrs.evolve` all the same.

    Raises:
        TypeError: There is no such field.
    """
    kind: Any = type(before)
    found = _plain(kind)
    if found is None:
        made: T = _evolve(before, **changes)
        return made
    values, puts, put = found
    after: T = object.__new__(kind)
    for put_one, value in zip(puts, values(before), strict=True):
        put_one(after, value)
    for name, value in changes.items():
        if name not in put:
            raise TypeError(f"{kind.__name__} has no field “{name}”")
        put[name](after, value)
    return after


@cache
def _plain(
    kind: type[Any],
) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[_Put, ...], dict[str, _Put]] | None:
    """Return what reads all fields of a kind and sets each; nothing where that is not all."""
    fields = attrs.fields(kind)
    does_more = hasattr(kind, "__attrs_post_init__") or any(
        field.validator or field.converter or not field.init or field.alias != field.name
        for field in fields
    )
    slots = {name for each in kind.__mro__ for name in each.__dict__.get("__slots__", ())}
    names_only = slots - {"__weakref__"} == {field.name for field in fields}
    # `attrgetter` makes a tuple of two or more.
    if does_more or not names_only or kind.__dictoffset__ or len(fields) < 2:
        return None
    put: dict[str, _Put] = {field.name: getattr(kind, field.name).__set__ for field in fields}
    return attrgetter(*put), tuple(put.values()), put
