"""What making the changes of a plan needs to know, and the identities it makes."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define, field

from hikeshi.configuration.applying.verbs import Verbs
from hikeshi.configuration.planning.changes import key_of
from hikeshi.configuration.planning.matching import renamed
from hikeshi.configuration.planning.plan import Plan
from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor

T = TypeVar("T")


@define
class Making:
    """The changes of one plan being made.

    Args:
        before: What was configured.
        plan: What is wanted.
        identities: Those made so far, by those the plan made of keys.
    """

    work: Work
    verbs: Verbs
    by: Actor
    before: Directory
    plan: Plan
    identities: dict[UUID, UUID] = field(factory=dict)

    def wanted(self, kind: str, key: str | None) -> Any:
        """Return an object as it is to be, naming others by identities there are by now."""
        found = next(o for o in _objects(self.plan.after, kind) if _key(self, kind, o) == key)
        return renamed(found, self.identities)

    def existing(self, kind: str, key: str | None) -> Any:
        """Return an object as it was."""
        return next(o for o in _objects(self.before, kind) if _key(self, kind, o) == key)

    def renamed(self, value: T) -> T:
        """Return a value that names others by identities there are by now."""
        return renamed(value, self.identities)

    def note(self, planned: UUID, made: UUID) -> None:
        """Remember which identity something new has got."""
        self.identities[planned] = made


def _objects(directory: Directory, kind: str) -> Iterable[Any]:
    kinds: Mapping[str, Mapping[Any, Any]] = {
        "users": directory.users,
        "teams": directory.teams,
        "schedules": directory.schedules,
        "escalation_policies": directory.policies,
        "drills": directory.drills,
        "services": directory.services,
        "holidays": directory.holidays,
        "integrations": directory.integrations,
    }
    return kinds[kind].values()


def _key(making: Making, kind: str, found: Any) -> str | None:
    if kind != "integrations":
        return str(found.key)
    services = {**making.before.services, **making.plan.after.services}
    service = services.get(found.service_id)
    return key_of(kind, {"name": found.name, "service": service.key if service else None})
