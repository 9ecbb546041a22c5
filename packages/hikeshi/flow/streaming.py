"""What of the journal is told to those who follow it: which facts, under which names.

A fact about an incident, an alert or a notification is streamed as `incident.…`, `alert.…` or
`notification.…`. It carries ids and no texts: whoever follows reads what they may see.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen

from hikeshi.alerts.events import AlertEvent
from hikeshi.audit.model.audit_entry import AuditEntry
from hikeshi.flow.facts import type_name
from hikeshi.incidents.events import IncidentEvent
from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import IncidentId, ServiceId, TeamId
from hikeshi.notifications.events import NotificationEvent

#: The families of facts that are streamed, and the class above each of them.
FAMILIES: tuple[tuple[str, type[Event]], ...] = (
    ("incident", IncidentEvent),
    ("alert", AlertEvent),
    ("notification", NotificationEvent),
)


def streamed_name(kind: type[Event]) -> str | None:
    """Return what a kind of event is called on the stream; nothing where it is not streamed."""
    for family, above in FAMILIES:
        if issubclass(kind, above):
            name = type_name(kind)
            return name if name.startswith(f"{family}.") else f"{family}.{name.replace('.', '_')}"
    return None


def _all_below(kind: type[Event]) -> Iterable[type[Event]]:
    for below in kind.__subclasses__():
        yield below
        yield from _all_below(below)


#: Name in the journal -> name on the stream.
STREAMED: Mapping[str, str] = {
    type_name(kind): name
    for _, above in FAMILIES
    for kind in _all_below(above)
    if (name := streamed_name(kind)) is not None
}


@frozen(kw_only=True)
class IncidentStanding:
    """What an incident is like when its facts are streamed.

    Args:
        version: At least the one the fact led to.
        drill: It is the harmless page of a drill.
    """

    version: int
    service_id: ServiceId | None
    team_id: TeamId | None
    drill: bool


@frozen(kw_only=True)
class StreamedFact:
    """A fact as those who follow the journal get it.

    Args:
        position: Its place in the journal; one who has it has everything before it.
        id: Identity of the fact, to recognise a repetition.
        incident: What the incident is like by now; nothing where it is about none.
    """

    position: int
    id: UUID
    type: str
    at: datetime
    by_kind: str
    by_id: UUID | None
    object_id: UUID | None
    incident_id: IncidentId | None
    incident: IncidentStanding | None


@frozen(kw_only=True)
class StreamFilters:
    """Which facts are wanted; nothing = all.

    Args:
        type: Names such as `incident.acknowledged`, or whole families such as `incident.*`.
        drill: Those about pages of drills, or those about none.
    """

    type: tuple[str, ...] | None = None
    incident_id: IncidentId | None = None
    service_id: ServiceId | None = None
    team_id: TeamId | None = None
    drill: bool | None = None

    def check(self) -> None:
        """Check that there are facts of these names.

        Raises:
            InvalidError: Naming one that does not exist.
        """
        check_types(self.type or (), "/type")

    def passes(self, fact: StreamedFact) -> bool:
        """Say whether the fact is wanted."""
        return (
            (self.type is None or self._named(fact.type))
            and self.incident_id in {None, fact.incident_id}
            and (self.service_id is None or self._of_service(fact.incident))
            and (self.team_id is None or self._of_team(fact.incident))
            and (self.drill is None or self._of_drill(fact.incident))
        )

    def _named(self, name: str) -> bool:
        family = name.partition(".")[0]
        return self.type is not None and (name in self.type or f"{family}.*" in self.type)

    def _of_service(self, incident: IncidentStanding | None) -> bool:
        return incident is not None and incident.service_id == self.service_id

    def _of_team(self, incident: IncidentStanding | None) -> bool:
        return incident is not None and incident.team_id == self.team_id

    def _of_drill(self, incident: IncidentStanding | None) -> bool:
        return incident is not None and incident.drill == self.drill


def check_types(names: Iterable[str], pointer: str) -> None:
    """Check that facts of these names, or families, are streamed: others would never come.

    Raises:
        InvalidError: Naming the first that is not.
    """
    families = {f"{family}.*" for family, _ in FAMILIES}
    known = families | set(STREAMED.values())
    for name in names:
        if name not in known:
            listed = ", ".join(sorted(families))
            raise InvalidError.at(
                pointer,
                Sentence("{name!r} is no type; use {types} or a name", name=name, types=listed),
            )


def incident_of(entry: AuditEntry) -> IncidentId | None:
    """Return the incident a streamed entry is about, where it is about one."""
    named = entry.facts.get("incident_id")
    if isinstance(named, str):
        return IncidentId(UUID(named))
    return None


def streamed(
    entries: Iterable[AuditEntry], incidents: Mapping[IncidentId, Incident]
) -> tuple[StreamedFact, ...]:
    """Return what of these entries is streamed, in their order."""
    return tuple(
        _fact(entry, STREAMED[entry.type], incidents) for entry in entries if entry.type in STREAMED
    )


def as_builtins(fact: StreamedFact) -> dict[str, Any]:
    """Return a fact as it goes out: ids, version and position."""
    return {
        "id": str(fact.id),
        "type": fact.type,
        "at": rfc3339(fact.at),
        "by": {"kind": fact.by_kind, "id": _text(fact.by_id)},
        "position": fact.position,
        "object_id": _text(fact.object_id),
        "incident_id": _text(fact.incident_id),
        "version": None if fact.incident is None else fact.incident.version,
        "drill": None if fact.incident is None else fact.incident.drill,
    }


def _text(identity: UUID | None) -> str | None:
    return None if identity is None else str(identity)


def _fact(entry: AuditEntry, name: str, incidents: Mapping[IncidentId, Incident]) -> StreamedFact:
    incident_id = incident_of(entry)
    found = incidents.get(incident_id) if incident_id is not None else None
    return StreamedFact(
        position=entry.position or 0,
        id=entry.id,
        type=name,
        at=entry.at,
        by_kind=entry.by.kind.value,
        by_id=entry.by.id,
        object_id=entry.object_id,
        incident_id=incident_id,
        incident=None
        if found is None
        else IncidentStanding(
            version=found.version,
            service_id=found.service_id,
            team_id=found.team_id,
            drill=found.is_drill,
        ),
    )
