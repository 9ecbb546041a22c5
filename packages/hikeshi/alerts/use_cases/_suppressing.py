"""What every verb on silences and maintenance windows shares: lock, compare, tidy up."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from attrs import fields

from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import NotFoundError, StaleError
from hikeshi.kernel.ids import ServiceId, TeamId, UserId
from hikeshi.kernel.work import Documents

Id = TypeVar("Id")
T = TypeVar("T")

#: Which teams own these services; nothing stands for a service nobody owns. Answered by `flow`.
Owners = Callable[[Iterable[ServiceId]], Collection[TeamId | None]]

#: What is over is forgotten after this long, as Alertmanager does (`--data.retention`); the
#: journal keeps it.
KEPT = timedelta(days=5)


async def lock_one(
    documents: Documents[Id, T],
    object_id: Id,
    missing: type[NotFoundError],
    expected_version: int | None,
) -> T:
    """Return the object, locked until the work ends.

    Raises:
        NotFoundError: There is none; of the type given.
        StaleError: It has another version than the one expected.
    """
    found: Any = (await documents.lock_many((object_id,))).get(object_id)
    if found is None:
        raise missing
    if expected_version is not None and expected_version != found.version:
        raise StaleError
    return found  # type: ignore[no-any-return]


async def forget_old(documents: Documents[Any, Any], now: datetime) -> None:
    """Remove what has been over for long."""
    old = [
        each.id
        for each in await documents.list_all()
        if each.ends_at is not None and each.ends_at + KEPT < now
    ]
    if old:
        await documents.delete_many(old)


def require_respond(by: Actor, teams: Iterable[TeamId | None]) -> None:
    """Refuse unless the actor may respond for each of these teams.

    Raises:
        ForbiddenError: Naming the permission that is missing.
    """
    for team_id in teams:
        require(by, Permission.RESPOND, team_id)


def person(by: Actor) -> UserId | None:
    """Return who it is, where it is a person."""
    return UserId(by.id) if by.kind is ActorKind.USER and by.id is not None else None


def changed_fields(before: Any, after: Any) -> tuple[str, ...]:
    """Return the names of the fields that differ."""
    return tuple(
        entry.name
        for entry in fields(type(before))
        if entry.name != "version" and getattr(before, entry.name) != getattr(after, entry.name)
    )
