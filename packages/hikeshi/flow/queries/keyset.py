"""Keyset pages: a cursor holds where a page ended, and which list it belongs to."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from attrs import frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.paging import PageOf, PageRequest


class Identified(Protocol):
    """Anything with an identity."""

    @property
    def id(self) -> UUID:
        """Its identity."""
        ...


T = TypeVar("T", bound=Identified)


@frozen
class Keyset:
    """Which part of a sorted list is wanted: after (value, id), in one direction.

    Args:
        name: The field sorted by; the identity decides between equal values.
        value: The last value handed out, as JSON knows it; nothing at the start.
        id: The identity that goes with it.
        digest: Says to which sort and filters a cursor belongs.
    """

    name: str
    descending: bool
    limit: int
    value: str | int | None
    id: UUID | None
    digest: str

    @classmethod
    def read(cls, page: PageRequest, sorts: Sequence[str], filters: object) -> "Keyset":
        """Return what a request asks for.

        Args:
            page: The request.
            sorts: What the list allows; the first one holds when none is given.
            filters: What the list is filtered by; a cursor belongs to the same ones.

        Raises:
            InvalidError: No such sort, or the cursor is of another list.
        """
        sort = page.sort or sorts[0]
        if sort not in sorts:
            raise InvalidError.at("/sort", f"must be one of {', '.join(sorts)}")
        digest = _digest(sort, filters)
        value, last = _decode(page.cursor, digest)
        return cls(sort.removeprefix("-"), sort.startswith("-"), page.limit, value, last, digest)

    def page(self, found: Sequence[T], value_of: Callable[[T], str | int]) -> PageOf[T]:
        """Return a page of what was found after this position, one more than the limit at most."""
        items = tuple(found[: self.limit])
        if len(found) <= self.limit:
            return PageOf(items)
        last = items[-1]
        entry = json.dumps([self.digest, value_of(last), str(last.id)], separators=(",", ":"))
        return PageOf(items, base64.urlsafe_b64encode(entry.encode()).decode().rstrip("="))

    def cut(self, rows: Iterable[T], value_of: Callable[[T], str | int]) -> PageOf[T]:
        """Return the page of rows that are all at hand."""

        def position(row: T) -> tuple[Any, UUID]:
            return value_of(row), row.id

        ordered = sorted(rows, key=position, reverse=self.descending)
        if self.id is not None:
            after = (self.value, self.id)
            ordered = [row for row in ordered if self._follows(position(row), after)]
        return self.page(ordered[: self.limit + 1], value_of)

    def _follows(self, position: Any, after: Any) -> bool:
        try:
            return bool(position < after if self.descending else position > after)
        except TypeError:
            raise _bad_cursor() from None


def _digest(sort: str, filters: object) -> str:
    return hashlib.sha256(f"{sort} {filters!r}".encode()).hexdigest()[:12]


def _decode(cursor: str | None, digest: str) -> tuple[str | int | None, UUID | None]:
    if cursor is None:
        return None, None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        made_for, value, last = json.loads(base64.b64decode(padded, b"-_", validate=True))
        position = UUID(last)
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        raise _bad_cursor() from None
    if made_for != digest or type(value) not in {str, int}:
        raise _bad_cursor()
    return value, position


def _bad_cursor() -> InvalidError:
    return InvalidError.at(
        "/cursor", "belongs to another list, sort or filters; start again without it"
    )
