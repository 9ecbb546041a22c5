"""Compare what happened with what was expected, and say the difference in sentences."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from hikeshi.kernel.conversion import parse_instant, rfc3339
from hikeshi.rehearsal.scenario import Expectations


def failures(
    expect: Expectations,
    pages: Sequence[Mapping[str, Any]],
    statuses: Mapping[str, str],
) -> Iterator[str]:
    """Yield a sentence for everything that differs from what was expected.

    Args:
        expect: What was expected.
        pages: What happened, in order.
        statuses: Status of each incident at the end, by its number as text.
    """
    if expect.pages is not None:
        yield from _pages(expect.pages, pages)
    wanted = dict(expect.final_statuses)
    if expect.final_status is not None:
        wanted.setdefault("1", expect.final_status)
    for number, status in wanted.items():
        found = statuses.get(number)
        if found is None:
            yield f"incident {number}: expected {status}, but there is no such incident"
        elif found != status:
            yield f"incident {number}: expected {status} at the end, but it is {found}"


def _pages(
    expected: Sequence[Mapping[str, Any]], pages: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    for number, (wanted, found) in enumerate(zip_longest(expected, pages), start=1):
        if wanted is None:
            yield f"page {number}: expected no more pages, but there is {_told(found)}"
        elif found is None:
            yield f"page {number}: expected {_told(wanted)}, but there are only {len(pages)} pages"
        elif differing := [key for key in wanted if not _same(wanted[key], found.get(key))]:
            names = ", ".join(differing)
            yield f"page {number}: expected {_told(wanted)}, but {names} differs in {_told(found)}"


def _same(wanted: Any, found: Any) -> bool:
    if wanted == found:
        return True
    if isinstance(wanted, str) and isinstance(found, str) and "T" in wanted:
        try:
            return rfc3339(parse_instant(wanted)) == found
        except (ValueError, OverflowError):
            return False
    return False


def _told(page: Mapping[str, Any] | None) -> str:
    shown = (f"{key}: {'null' if value is None else value}" for key, value in (page or {}).items())
    return "{" + ", ".join(shown) + "}"
