"""What every verb on a configured object shares: lock, compare, write, record."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from attrs import evolve

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import NotFoundError, StaleError
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.work import Documents, Recorder
from hikeshi.teams.events import ObjectChanged, ObjectCreated, ObjectDeleted
from hikeshi.teams.model.integration import Integration


class Configured(Protocol):
    """Anything with an identity and a version."""

    @property
    def id(self) -> UUID:
        """Its identity."""
        ...

    @property
    def version(self) -> int:
        """Counts edits, from 1."""
        ...


#: Scopes with which an API token changes nothing, not even what is its owner's own.
_ONLY_READING = frozenset({Permission.READ.value, Permission.READ_SECRETS.value})

Id = TypeVar("Id")
T = TypeVar("T", bound=Configured)


async def lock_one(
    documents: Documents[Id, T],
    object_id: Id,
    missing: type[NotFoundError],
    expected_version: int | None = None,
) -> T:
    """Return the object, locked until the work ends.

    Raises:
        NotFoundError: There is none; of the type given.
        StaleError: It has another version than the one expected.
    """
    found = (await documents.lock_many((object_id,))).get(object_id)
    if found is None:
        raise missing
    if expected_version is not None and expected_version != found.version:
        raise StaleError
    return found


async def create(work: Recorder, documents: Documents[Id, T], made: T, *, by: Actor) -> T:
    """Write a new object and record that it is there."""
    await documents.save_many((made,))
    work.record(ObjectCreated(**_facts(work, made, by)))
    return made


async def save_edited(
    work: Recorder,
    documents: Documents[Id, T],
    before: T,
    values: Mapping[str, Any],
    *,
    by: Actor,
) -> T:
    """Write the object with those fields and record which of them changed, if any did."""
    names = changed(before, values)
    if not names:
        return before
    after = evolve(  # type: ignore[misc]
        before, version=before.version + 1, **{name: values[name] for name in names}
    )
    await documents.save_many((after,))
    work.record(ObjectChanged(**_facts(work, after, by), fields=names))
    return after


async def save_as(
    work: Recorder, documents: Documents[Id, T], after: T, fields: Sequence[str], *, by: Actor
) -> T:
    """Write an object that already stands one version on and record which fields changed."""
    await documents.save_many((after,))
    work.record(ObjectChanged(**_facts(work, after, by), fields=tuple(fields)))
    return after


async def delete(
    work: Recorder, documents: Documents[Id, T], object_id: Id, gone: T, *, by: Actor
) -> None:
    """Remove the object and record it."""
    await documents.delete_many((object_id,))
    work.record(ObjectDeleted(**_facts(work, gone, by)))


def changed(before: object, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the values the object does not have yet."""
    return tuple(name for name, value in values.items() if getattr(before, name) != value)


def is_oneself(by: Actor, user_id: UserId) -> bool:
    """Say whether somebody acts on their own things, by a way that may write at all."""
    may_write = by.scopes is None or bool(by.scopes - _ONLY_READING)
    return by.id == user_id and may_write


def require_self_or_administer(by: Actor, user_id: UserId) -> None:
    """Refuse unless it is the person's own, or everything is the actor's to administer."""
    if not is_oneself(by, user_id):
        require(by, Permission.ADMINISTER)


def _facts(work: Recorder, about: Configured, by: Actor) -> dict[str, Any]:
    return {
        "id": work.ids(),
        "at": work.now,
        "by": by,
        "kind": re.sub("(?<!^)(?=[A-Z])", "-", type(about).__name__).lower(),
        "object_id": about.id,
        # An integration's key is a secret and never an object's readable name.
        "key": about.name if isinstance(about, Integration) else getattr(about, "key", ""),
    }
