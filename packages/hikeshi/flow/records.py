"""What is written down about a work: timeline and journal, both made of its events."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

import attrs

from hikeshi.alerts.events import AlertEvent, AlertOpened, AlertRepeated, AlertResolved
from hikeshi.audit.model.audit_entry import AuditEntry
from hikeshi.flow.facts import facts, type_name
from hikeshi.incidents.events import IncidentEvent
from hikeshi.incidents.model.timeline_entry import TimelineEntry
from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import AuditEntryId, IdSource
from hikeshi.notifications.events import NotificationEvent
from hikeshi.oncall.events import SwapEvent

#: Which field of an event names the object it is about.
_OBJECTS = (
    "incident_id",
    "object_id",
    "schedule_id",
    "unavailability_id",
    "silence_id",
    "maintenance_window_id",
    "user_id",
)
#: What an event of these is about, whatever else it names.
_SUBJECTS: Mapping[type[Event], str] = MappingProxyType(
    {NotificationEvent: "notification_id", AlertEvent: "alert_id", SwapEvent: "swap_id"}
)
#: Events that stand on the timeline of their incident whatever they say.
_ALWAYS_TOLD = (IncidentEvent, NotificationEvent)
#: Events with their facts.
Told = Sequence[tuple[Event, Mapping[str, Any]]]


def tell(events: Iterable[Event]) -> Told:
    """Return the events with their facts, which timeline and journal share; no repetitions."""
    return [(event, facts(event)) for event in events if not isinstance(event, AlertRepeated)]


def timeline_entries(told: Told) -> list[TimelineEntry]:
    """Return what the events put on the timelines of their incidents."""
    return [
        TimelineEntry(
            id=event.id,
            incident_id=event.incident_id,
            at=event.at,
            by=event.by,
            kind=type_name(type(event)),
            facts={name: fact for name, fact in found.items() if name != "incident_id"},
        )
        for event, found in told
        if isinstance(event, _ALWAYS_TOLD)
        or (isinstance(event, AlertResolved) and not event.suppressed)
        or (isinstance(event, AlertOpened) and (event.joins or event.suppressed_since))
    ]


def audit_entries(
    told: Told, events: Iterable[Event], ids: IdSource, request_id: str | None
) -> list[AuditEntry]:
    """Return the journal's entries: one an event told, repeated signals one per sender."""
    entries = [
        AuditEntry(
            id=AuditEntryId(event.id),
            at=event.at,
            by=event.by,
            type=type_name(type(event)),
            object_id=_object_id(event),
            facts=found,
            request_id=request_id,
        )
        for event, found in told
    ]
    return [*entries, *_repeats(events, ids, request_id)]


def _repeats(
    events: Iterable[Event], ids: IdSource, request_id: str | None
) -> Iterable[AuditEntry]:
    counts: Counter[UUID | None] = Counter()
    newest: dict[UUID | None, AlertRepeated] = {}
    for event in events:
        if isinstance(event, AlertRepeated):
            counts[event.by.id] += event.count
            newest[event.by.id] = event
    for sender_id, count in counts.items():
        yield AuditEntry(
            id=AuditEntryId(ids()),
            at=newest[sender_id].at,
            by=newest[sender_id].by,
            type="alert.repeated",
            object_id=sender_id,
            facts={"count": count},
            request_id=request_id,
        )


def _object_id(event: Event) -> UUID | None:
    for name in _naming(type(event)):  # type: ignore[arg-type]
        found: UUID | None = getattr(event, name)
        if found is not None:
            return found
    return None


@cache
def _naming(kind: type[Event]) -> tuple[str, ...]:
    """Return the fields of a kind of event that may name its object, in order."""
    for most_of_all, name in _SUBJECTS.items():
        if issubclass(kind, most_of_all):
            return (name,)
    return tuple(name for name in _OBJECTS if name in attrs.fields_dict(kind))
