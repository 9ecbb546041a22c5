"""Which object of a file is which one there is already."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import attrs

from hikeshi.configuration.configuration import Configuration
from hikeshi.flow.directory import Directory
from hikeshi.kernel.ids import ServiceId
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.model.user import User

T = TypeVar("T")


def bound(wanted: Configuration, current: Directory) -> Configuration:
    """Return a configuration that speaks of objects there are already by their identities.

    People are known by key, then by e-mail address; senders by service and name; everything else
    by key. What is new keeps the identity that follows from its key.
    """
    identities = _identities(wanted, current)
    senders = _senders(renamed(wanted.integrations, identities), current)
    return renamed(wanted, {**identities, **senders})


def renamed(value: T, identities: Mapping[UUID, UUID]) -> T:
    """Return a value with other identities in the place of some, however deep they stand."""
    found: T = _renamed(value, identities)
    return found


def _renamed(value: Any, identities: Mapping[UUID, UUID]) -> Any:
    if isinstance(value, UUID):
        return identities.get(value, value)
    if isinstance(value, tuple):
        return tuple(_renamed(part, identities) for part in value)
    if isinstance(value, Mapping):
        return {key: _renamed(part, identities) for key, part in value.items()}
    if not attrs.has(type(value)):
        return value
    parts = {
        entry.name: _renamed(getattr(value, entry.name), identities)
        for entry in attrs.fields(type(value))
        if entry.init
    }
    if all(part is getattr(value, name) for name, part in parts.items()):
        return value
    return attrs.evolve(value, **parts)


def _identities(wanted: Configuration, current: Directory) -> dict[UUID, UUID]:
    people = _people(wanted.users, current)
    found: dict[UUID, UUID] = dict(people)
    for entries, there in (
        (wanted.teams, current.teams),
        (wanted.schedules, current.schedules),
        (wanted.policies, current.policies),
        (wanted.drills, current.drills),
        (wanted.services, current.services),
        (wanted.holidays, current.holidays),
    ):
        known = {each.key: each.id for each in there.values()}
        found.update((e.id, known[e.key]) for e in entries if e.key in known)
    methods = {(m.user_id, m.key): m.id for m in current.contact_methods}
    for method in wanted.contact_methods:
        place = (people.get(method.user_id, method.user_id), method.key)
        if place in methods:
            found[method.id] = methods[place]
    return found


def _people(users: Iterable[User], current: Directory) -> dict[Any, Any]:
    by_key = {user.key: user.id for user in current.users.values()}
    found = {user.id: by_key[user.key] for user in users if user.key in by_key}
    taken = set(found.values())
    by_email = {
        user.email.casefold(): user.id
        for user in current.users.values()
        if user.email and user.id not in taken
    }
    for user in users:
        email = user.email.casefold()
        if user.id not in found and email in by_email:
            found[user.id] = by_email[email]
    return found


def _senders(senders: Iterable[Integration], current: Directory) -> dict[UUID, UUID]:
    known: dict[tuple[ServiceId | None, str], UUID] = {}
    for sender in current.integrations.values():
        known.setdefault((sender.service_id, sender.name), sender.id)
    return {
        sender.id: known[sender.service_id, sender.name]
        for sender in senders
        if (sender.service_id, sender.name) in known
    }
