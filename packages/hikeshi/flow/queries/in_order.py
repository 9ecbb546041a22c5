"""Lists that have one order of their own: members of a team, overrides of a schedule."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.paging import PageOf, PageRequest

T = TypeVar("T")


def cut_in_order(rows: Sequence[T], page: PageRequest, id_of: Callable[[T], object]) -> PageOf[T]:
    """Return a page of the rows as they stand.

    Args:
        rows: All of them, in their order.
        page: Its cursor names the last row of the page before.
        id_of: What tells the rows apart.

    Raises:
        InvalidError: A sort is asked for, or the row the cursor names is gone.
    """
    if page.sort is not None:
        raise InvalidError.at("/sort", "this list has one order; leave it out")
    start = 0 if page.cursor is None else _after(rows, page.cursor, id_of)
    cut = tuple(rows[start : start + page.limit])
    more = start + page.limit < len(rows)
    return PageOf(cut, str(id_of(cut[-1])) if more else None)


def _after(rows: Sequence[T], cursor: str, id_of: Callable[[T], object]) -> int:
    for index, row in enumerate(rows):
        if str(id_of(row)) == cursor:
            return index + 1
    raise InvalidError.at("/cursor", "is of another list, or what it named is gone; start again")
