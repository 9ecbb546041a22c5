"""What people configure, kept in memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from hikeshi.kernel.errors import ConflictError, Sentence, StaleError
from hikeshi.memory.store import Store
from hikeshi.memory.table import Table

Id = TypeVar("Id")
T = TypeVar("T")


def _key(row: Any) -> object:
    return getattr(row, "key", None)


@frozen
class InMemoryDocuments(Generic[Id, T]):
    """Whole objects with an id, mostly a key, and a version.

    Args:
        scope: What a key is unique within; nothing where objects have no key of their own.
    """

    store: Store
    table: Table[Id, T]
    scope: Callable[[T], object] | None = field(default=_key)

    async def get_many(self, ids: Iterable[Id]) -> Mapping[Id, T]:
        """Return those that exist."""
        return self.table.pick(ids)

    async def lock_many(self, ids: Iterable[Id]) -> Mapping[Id, T]:
        """Return those that exist; one work at a time needs no lock."""
        return self.table.pick(ids)

    async def find(self, key: str) -> T | None:
        """Return the one with that key."""
        return next((row for row in self.table.rows.values() if _key(row) == key), None)

    async def list_all(self) -> Sequence[T]:
        """Return all of them, ordered by id."""
        return [row for _, row in sorted(self.table.rows.items())]

    async def save_many(self, objects: Sequence[T]) -> None:
        """Write these; version 1 is new, any other replaces the version before it."""
        for row in objects:
            self._check(row)
            self.table.put(_id(row), row)
        if objects:
            self.store.configuration_changed()

    async def delete_many(self, ids: Iterable[Id]) -> None:
        """Remove these."""
        for found in ids:
            self.table.drop(found)
        self.store.configuration_changed()

    def _check(self, row: T) -> None:
        version: int = row.version  # type: ignore[attr-defined]
        before = self.table.rows.get(_id(row))
        kept: int = before.version if before is not None else 0  # type: ignore[attr-defined]
        if version != kept + 1:
            raise StaleError
        if self.scope is not None and any(
            self.scope(other) == self.scope(row)
            for found, other in self.table.rows.items()
            if found != _id(row)
        ):
            raise ConflictError(Sentence("The key “{key}” is taken.", key=_key(row)))


def _id(row: Any) -> Any:
    return row.id
