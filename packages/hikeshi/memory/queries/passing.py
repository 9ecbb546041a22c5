"""Which rows pass the filters of a list."""

from collections.abc import Iterable
from typing import Any

from attrs import fields


def passes(row: object, filters: Any, *, besides: Iterable[str] = ()) -> bool:
    """Say whether every filter given holds; of a tuple, any value.

    Args:
        row: An object with fields named as the filters.
        filters: What is wanted; a filter that is nothing lets everything pass.
        besides: Filters the caller looks at.
    """
    skipped = set(besides)
    return all(
        _holds(getattr(row, entry.name), getattr(filters, entry.name))
        for entry in fields(type(filters))
        if entry.name not in skipped
    )


def _holds(value: object, wanted: object) -> bool:
    if wanted is None:
        return True
    return value in wanted if isinstance(wanted, tuple) else value == wanted
