"""What would change if files held from now on."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from attrs import evolve, field, frozen

from hikeshi.configuration.configuration import Configuration
from hikeshi.configuration.documents import document_converter
from hikeshi.configuration.exporting import Extent, described
from hikeshi.configuration.planning.changes import Change, differences
from hikeshi.configuration.planning.merging import Merging
from hikeshi.configuration.planning.remaining import LeftAlone, left_alone, still_used
from hikeshi.configuration.planning.wanted import Wanted
from hikeshi.configuration.writers.names import Names
from hikeshi.flow.directory import Directory
from hikeshi.kernel.conversion import json_converter
from hikeshi.kernel.errors import ConflictError


class UnreachableConfigurationError(ConflictError):
    """What the files want cannot be."""


@frozen(kw_only=True)
class Plan:
    """What would change.

    Args:
        changes: In an order in which they can be made.
        left_alone: What stays as it is although the files do not say so.
        after: Everything as it would be; what is new has identities made of its keys.
        wanted: What the files say, with the identities there are.
    """

    changes: tuple[Change, ...]
    left_alone: tuple[LeftAlone, ...]
    after: Directory = field(repr=False, eq=False)
    wanted: Configuration = field(repr=False, eq=False)

    @property
    def digest(self) -> str:
        """Another text for every other plan: an apply that names it makes this plan or none."""
        said = json_converter().unstructure([evolve(c, edited_since=None) for c in self.changes])
        text = json.dumps(said, sort_keys=True, default=str)
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def plan(current: Directory, wanted: Wanted, now: datetime, *, delete: bool = False) -> Plan:
    """Return what would change if the files held from now on.

    Args:
        current: What is configured.
        wanted: What the files say.
        now: Other layers of schedules come into force then.
        delete: What is not in a section the files have goes.

    Raises:
        UnreachableConfigurationError: With a sentence for everything that cannot be: what would
            go is in use, a time zone would change, nobody would own the organisation.
    """
    merging = Merging(current, wanted, now, delete)
    after = merging.merged()
    faults = [*merging.faults, *still_used(current, after, merging.listed, now)]
    if faults:
        raise UnreachableConfigurationError("; ".join(faults))
    names = Names.of(current).with_those_of(after)
    changes = differences(
        whole_document(current, now, names),
        whole_document(after, now, names),
        _renamed(current, after),
    )
    return Plan(
        changes=tuple(changes),
        left_alone=tuple(left_alone(current, after, merging)),
        after=after,
        wanted=merging.found,
    )


def whole_document(directory: Directory, now: datetime, names: Names) -> dict[str, Any]:
    """Return a directory as builtins with nothing left out, as differences are looked for."""
    document = described(directory, now, names, Extent(contacts=True))
    converted = document_converter().unstructure(document)
    written: dict[str, Any] = json.loads(json.dumps(converted))
    for user in written["users"]:
        # Their order is that in which they were made, and no difference.
        user["contact_methods"].sort(key=lambda method: method["key"])
        user["notification_rules"].sort(key=lambda rule: json.dumps(rule, sort_keys=True))
    return written


def _renamed(current: Directory, after: Directory) -> dict[str, str]:
    """Return the new keys of people, known by their e-mail address, by the old ones."""
    return {
        current.users[user_id].key: user.key
        for user_id, user in after.users.items()
        if user_id in current.users and current.users[user_id].key != user.key
    }
