"""What differs between two documents, place by place."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from hikeshi.kernel.conversion import escape_pointer


@frozen(kw_only=True)
class ChangeView:
    """A place at which two documents differ.

    Args:
        pointer: The place (JSON pointer, RFC 6901).
        before: What stood there; null also where nothing did.
        after: What stands there now; null also where nothing does.
    """

    pointer: str
    before: Any
    after: Any


def changes_between(before: Any, after: Any, pointer: str = "") -> Iterator[ChangeView]:
    """Yield every place at which two JSON values differ, as deep as both have it."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            place = f"{pointer}/{escape_pointer(name)}"
            yield from changes_between(before.get(name), after.get(name), place)
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            yield from changes_between(
                before[index] if index < len(before) else None,
                after[index] if index < len(after) else None,
                f"{pointer}/{index}",
            )
    elif before != after:
        yield ChangeView(pointer=pointer, before=before, after=after)
