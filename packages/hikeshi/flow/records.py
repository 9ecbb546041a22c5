"""What is written down about a work: timeline and journal, both made of its events."""

from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from hikeshi.alerts.events import AlertEvent, AlertOpened, AlertRepeated, AlertResolved
from hikeshi.audit.model.audit_entry import AuditEntry
from hikeshi.flow.facts import facts, type_name
from hikeshi.incidents.events import IncidentEvent
from hikeshi.incidents.model.timeline_entry import TimelineEntry
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import AuditEntryId, IdSource
from hikeshi.notifications.events import NotificationEvent
from hikeshi.oncall.events import SwapEvent

_ABOUT_INCIDENT = frozenset({"incident_id"})
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


def timeline_entries(events: Iterable[Event]) -> list[TimelineEntry]:
    """Return what the events put on the timelines of their incidents."""
    return [
        TimelineEntry(
            id=event.id,
            incident_id=event.incident_id,
            at=event.at,
            by=event.by,
            kind=type_name(type(event)),
            facts=facts(event, without=_ABOUT_INCIDENT),
        )
        for event in events
        if isinstance(event, IncidentEvent | NotificationEvent)
        or (isinstance(event, AlertResolved) and not event.suppressed)
        or (isinstance(event, AlertOpened) and (event.joins or event.suppressed_since))
    ]


def audit_entries(
    events: Sequence[Event], ids: IdSource, request_id: str | None
) -> list[AuditEntry]:
    """Return the journal's entries: one an event, repeated signals one per sender."""
    entries = [
        AuditEntry(
            id=AuditEntryId(event.id),
            at=event.at,
            by=event.by,
            type=type_name(type(event)),
            object_id=_object_id(event),
            facts=facts(event),
            request_id=request_id,
        )
        for event in events
        if not isinstance(event, AlertRepeated)
    ]
    return [*entries, *_repeats(events, ids, request_id)]


def _repeats(
    events: Sequence[Event], ids: IdSource, request_id: str | None
) -> Iterable[AuditEntry]:
    repeats = [event for event in events if isinstance(event, AlertRepeated)]
    counts: Counter[Actor] = Counter()
    for event in repeats:
        counts[event.by] += event.count
    for sender, count in counts.items():
        yield AuditEntry(
            id=AuditEntryId(ids()),
            at=repeats[0].at,
            by=sender,
            type="alert.repeated",
            object_id=sender.id,
            facts={"count": count},
            request_id=request_id,
        )


def _object_id(event: Event) -> UUID | None:
    if isinstance(event, NotificationEvent):
        return event.notification_id
    if isinstance(event, AlertEvent):
        return event.alert_id
    if isinstance(event, SwapEvent):
        return event.swap_id
    for name in _OBJECTS:
        found = getattr(event, name, None)
        if found is not None:
            return UUID(int=found.int)
    return None
