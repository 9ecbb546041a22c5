"""Keyset pages: a list is read forward from where the last page ended."""

from typing import Generic, TypeVar

from attrs import field, frozen
from attrs.validators import ge, le

T = TypeVar("T")


@frozen
class PageRequest:
    """Which part of a list is wanted.

    Args:
        limit: At most so many items, 1 to 200.
        cursor: Where the previous page ended, as it was handed out; opaque.
        sort: One of the sorts the list declares; a leading `-` turns it round.
    """

    limit: int = field(default=50, validator=[ge(1), le(200)])
    cursor: str | None = None
    sort: str | None = None


@frozen
class PageOf(Generic[T]):
    """A part of a list, and where the next one starts."""

    items: tuple[T, ...]
    next_cursor: str | None = None
