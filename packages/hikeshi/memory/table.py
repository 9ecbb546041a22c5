"""Rows by key, with the changes of a work undone when it fails."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from attrs import define, field

K = TypeVar("K")
V = TypeVar("V")


@define
class UndoLog:
    """What the work in progress has changed, so that it can be taken back."""

    changes: list[tuple[dict[Any, Any], Any, Any]] = field(factory=list)

    def take_back(self) -> None:
        """Restore every row as it was before the work."""
        for rows, key, before in reversed(self.changes):
            if before is _ABSENT:
                rows.pop(key, None)
            else:
                rows[key] = before
        self.changes.clear()


_ABSENT = object()


@define
class Table(Generic[K, V]):
    """Rows by key."""

    undo: UndoLog
    rows: dict[K, V] = field(factory=dict)

    def put(self, key: K, row: V) -> None:
        """Write a row."""
        self.undo.changes.append((self.rows, key, self.rows.get(key, _ABSENT)))
        self.rows[key] = row

    def drop(self, key: K) -> None:
        """Remove a row, if there is one."""
        if key in self.rows:
            self.undo.changes.append((self.rows, key, self.rows[key]))
            del self.rows[key]

    def added(self) -> Sequence[V]:
        """Return what the work in progress has added and not written since, oldest first."""
        written = [(key, before) for rows, key, before in self.undo.changes if rows is self.rows]
        times = Counter(key for key, _ in written)
        return [self.rows[key] for key, before in written if before is _ABSENT and times[key] == 1]

    def pick(self, keys: Iterable[K]) -> Mapping[K, V]:
        """Return the rows there are, in the order of their keys."""
        found = {key: self.rows[key] for key in keys if key in self.rows}
        if len(found) < 2:
            return found
        return {key: found[key] for key in sorted(found)}  # type: ignore[type-var]
