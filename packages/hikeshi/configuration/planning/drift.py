"""What was done to objects elsewhere since files last spoke of them."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from attrs import frozen

from hikeshi.configuration.exporting import SECTIONS
from hikeshi.configuration.planning.changes import WHOLE, Change, key_of
from hikeshi.configuration.planning.plan import whole_document
from hikeshi.configuration.writers.names import Names
from hikeshi.flow.applied_object import AppliedObject
from hikeshi.flow.directory import Directory

#: What an object of a file is known by: its section and key.
Place = tuple[str, str | None]


@frozen(kw_only=True)
class Drift:
    """A change that would undo what somebody did elsewhere.

    Args:
        change: Which change of the plan.
        object_id: Of which object.
        since: When files last spoke of it.
    """

    change: Change
    object_id: UUID
    since: datetime


def states(directory: Directory, now: datetime) -> dict[Place, tuple[UUID, str]]:
    """Return identity and digest of every keyed object, by its place in a file."""
    document = whole_document(directory, now, Names.of(directory))
    identities = dict(_identities(directory))
    found = {}
    for section in SECTIONS:
        for entry in document[section] if section not in WHOLE else ():
            place = section, key_of(section, entry)
            found[place] = identities[place], _digest(entry)
    return found


def drifted(
    changes: tuple[Change, ...],
    current: Directory,
    now: datetime,
    applied: Mapping[UUID, AppliedObject],
) -> Iterator[Drift]:
    """Yield the changes to objects that are no longer as files left them."""
    known = states(current, now) if applied else {}
    for change in changes:
        renamed = change.fields.get("key")
        key = change.key if renamed is None or renamed.before is None else renamed.before
        object_id, digest = known.get((change.kind, key), (None, ""))
        last = applied.get(object_id) if object_id is not None else None
        if last is not None and last.digest != digest:
            yield Drift(change=change, object_id=last.object_id, since=last.at)


def _identities(directory: Directory) -> Iterator[tuple[Place, UUID]]:
    for section, rows in (
        ("users", directory.users),
        ("teams", directory.teams),
        ("schedules", directory.schedules),
        ("escalation_policies", directory.policies),
        ("drills", directory.drills),
        ("services", directory.services),
        ("holidays", directory.holidays),
    ):
        entries: Mapping[Any, Any] = rows
        yield from (((section, row.key), row.id) for row in entries.values())
    for sender in directory.integrations.values():
        service = directory.services.get(sender.service_id) if sender.service_id else None
        named = {"name": sender.name, "service": service.key if service else None}
        yield ("integrations", key_of("integrations", named)), sender.id


def _digest(entry: Any) -> str:
    text = json.dumps(entry, sort_keys=True)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
