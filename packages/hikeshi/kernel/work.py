"""One unit of work: everything in it is decided and committed together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import IdSource

Id = TypeVar("Id")
T = TypeVar("T")


class Recorder(Protocol):
    """The part of a unit of work every domain sees: the instant, identities, and the events."""

    @property
    def now(self) -> datetime:
        """The instant at which this work is decided: one for the whole work."""
        ...

    @property
    def ids(self) -> IdSource:
        """Where new identities come from."""
        ...

    def record(self, *events: Event) -> None:
        """Note what happened; consequences follow when the work settles."""
        ...


class Documents(Protocol[Id, T]):
    """What people configure: whole objects with an id, mostly a key, and a version.

    One shape for every kind (docs/adr/0005): they are read and replaced whole, by people, and
    are few; what senders and timers write has repositories of its own.
    """

    async def get_many(self, ids: Iterable[Id]) -> Mapping[Id, T]:
        """Return those that exist."""
        ...

    async def lock_many(self, ids: Iterable[Id]) -> Mapping[Id, T]:
        """Return those that exist, locked in the order of their ids until the work ends."""
        ...

    async def find(self, key: str) -> T | None:
        """Return the one with that key."""
        ...

    async def list_all(self) -> Sequence[T]:
        """Return all of them, ordered by id."""
        ...

    async def save_many(self, objects: Sequence[T]) -> None:
        """Write these; version 1 is new, any other replaces the version before it.

        Raises:
            StaleError: Somebody saved that version already.
            ConflictError: The key is taken.
        """
        ...

    async def delete_many(self, ids: Iterable[Id]) -> None:
        """Remove these."""
        ...
