"""The consequences the reactions table names: one domain's facts become another's verbs."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from hikeshi.alerts.events import AlertAcknowledged, AlertOpened, AlertRepeated, AlertResolved
from hikeshi.flow.work import Work
from hikeshi.incidents.events import (
    AcknowledgementConfirmed,
    IncidentAcknowledged,
    IncidentEvent,
    IncidentReassigned,
    IncidentResolved,
    PageRaised,
    PersonPaged,
    ResponderJoined,
    SeverityChanged,
)
from hikeshi.incidents.model.drilling import ENDS_OF_DRILLS
from hikeshi.incidents.use_cases.follow_source import FollowSource
from hikeshi.incidents.use_cases.join_alerts import JoinAlerts
from hikeshi.incidents.use_cases.trigger_incidents import IncidentDraft, TriggerIncidents
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import IncidentId, UserId
from hikeshi.kernel.severity import Severity
from hikeshi.notifications.events import (
    NotificationFailed,
    NotificationRetried,
    RecipientUnsubscribed,
)
from hikeshi.notifications.model.expiry import Expiry
from hikeshi.notifications.model.planning import THREADED_KINDS, PageToPlan
from hikeshi.notifications.use_cases.announce_acknowledged import AnnounceAcknowledged
from hikeshi.notifications.use_cases.announce_resolved import AnnounceResolved
from hikeshi.notifications.use_cases.fall_back import FallBack
from hikeshi.notifications.use_cases.hasten_pages import HastenPages
from hikeshi.notifications.use_cases.plan_notifications import PlanNotifications
from hikeshi.teams.model.service import ResolveWithAlerts
from hikeshi.teams.use_cases.end_verification import EndVerification

_follow_source = FollowSource()


async def trigger_incidents(work: Work, events: Sequence[AlertOpened]) -> None:
    """Begin the incidents of new alerts; others join the incident they belong to."""
    directory = await work.directory()
    counts = Counter(event.incident_id for event in events)
    drafts: dict[IncidentId, IncidentDraft] = {}
    for event in events:
        if event.joins or event.incident_id in drafts:
            continue
        service = directory.services.get(event.service_id) if event.service_id else None
        drafts[event.incident_id] = IncidentDraft(
            id=event.incident_id,
            title=event.title,
            description=event.description,
            by=event.by,
            severity=_worst(events, event),
            service_id=event.service_id,
            team_id=service.team_id if service is not None else None,
            labels=event.labels,
            group_key=event.group_key,
            alert_count=counts[event.incident_id],
        )
    await TriggerIncidents()(work, tuple(drafts.values()))
    await _join(work, [event for event in events if event.incident_id not in drafts])


async def _join(work: Work, joining: Sequence[AlertOpened]) -> None:
    if not joining:
        return
    await JoinAlerts()(work, [event.incident_id for event in joining])
    await _follow_source.raise_severities(work, _worst_by_incident(joining))


def _worst_by_incident(
    events: Iterable[AlertOpened | AlertRepeated],
) -> Mapping[IncidentId, Severity]:
    worst: dict[IncidentId, Severity] = {}
    for event in events:
        known = worst.get(event.incident_id, event.severity)
        worst[event.incident_id] = event.severity if event.severity.worse_than(known) else known
    return worst


def _worst(events: Sequence[AlertOpened], first: AlertOpened) -> Severity:
    """Return the worst severity of the alerts that begin one incident together."""
    if first.group_key is None:
        return first.severity
    return min(event.severity for event in events if event.incident_id == first.incident_id)


async def follow_repeats(work: Work, events: Sequence[AlertRepeated]) -> None:
    """Page again where a source says worse; otherwise a repetition is only noted."""
    raised = _worst_by_incident(event for event in events if event.raised)
    counts: Counter[IncidentId] = Counter()
    for event in events:
        counts[event.incident_id] += event.count
    await _follow_source.note_triggers(work, counts)
    if raised:
        await _follow_source.raise_severities(work, raised)


async def acknowledge_incidents(work: Work, events: Sequence[AlertAcknowledged]) -> None:
    """A source says that somebody has it."""
    await _follow_source.acknowledge(work, {event.incident_id: event.by for event in events})


async def resolve_incidents(work: Work, events: Sequence[AlertResolved]) -> None:
    """A source says that it is over: the service says whether the incident is, too."""
    events = [e for e in events if not e.suppressed and not e.with_incident]
    if not events:
        return
    directory = await work.directory()
    firing = await work.alerts.count_firing({event.incident_id for event in events})
    alerts = await work.alerts.get_many({event.alert_id for event in events})
    over: dict[IncidentId, None] = {}
    for event in events:
        rule = directory.resolve_with_alerts(alerts[event.alert_id].service_id)
        last = firing.get(event.incident_id, 0) == 0
        if rule is ResolveWithAlerts.FIRST or (rule is ResolveWithAlerts.LAST and last):
            over[event.incident_id] = None
    await _follow_source.resolve(work, over)


async def look_at_suppressed(work: Work, events: Sequence[Event]) -> None:
    """What suppressed alerts so far may be over: each of them is looked at again."""
    del events
    await work.suppressed_alerts.look_again(work.now)


async def plan_notifications(work: Work, events: Sequence[PersonPaged]) -> None:
    """Plan what each paged person's rules want; pages of an earlier step end."""
    superseded: dict[IncidentId, set[UserId]] = {}
    for event in events:
        if event.supersedes:
            superseded.setdefault(event.incident_id, set()).add(event.user_id)
    await work.notifications.expire_open(
        [
            Expiry(incident_id=found, reason="escalated", replaced=frozenset(people))
            for found, people in superseded.items()
        ]
    )
    await PlanNotifications()(work, await _pages(work, events))


async def _pages(work: Work, events: Sequence[PersonPaged | PageRaised]) -> list[PageToPlan]:
    incidents = await work.incidents.get_many({event.incident_id for event in events})
    return [
        PageToPlan(
            incident_id=event.incident_id,
            user_id=event.user_id,
            urgency=event.urgency,
            severity=event.severity,
            step=event.step,
            round=event.round,
            service_id=incidents[event.incident_id].service_id,
            drill=incidents[event.incident_id].is_drill,
        )
        for event in events
    ]


async def raise_pages(work: Work, events: Sequence[PageRaised]) -> None:
    """Let the rules for the higher urgency take the place of those that are running."""
    await work.notifications.expire_open(
        [
            Expiry(incident_id=event.incident_id, reason="raised", user_id=event.user_id)
            for event in events
        ]
    )
    await PlanNotifications()(work, await _pages(work, events))


async def hasten_pages(work: Work, events: Sequence[SeverityChanged]) -> None:
    """What is as bad as can be waits for no other page."""
    worst = [event.incident_id for event in events if event.after is Severity.SEV1]
    if worst:
        await HastenPages()(work, worst)


async def stop_notifications(work: Work, events: Sequence[IncidentAcknowledged]) -> None:
    """Somebody has it: nothing is sent any more, save where the step keeps others' rules.

    Where a sender acknowledged and the step keeps others' rules, everybody is somebody else.
    """
    await work.notifications.expire_open(
        [
            Expiry(
                incident_id=event.incident_id,
                reason="acknowledged",
                user_id=None if event.stop_everybody else event.user_id,
            )
            for event in events
            if event.stop_everybody or event.user_id is not None
        ]
    )


async def end_former_assignment(work: Work, events: Sequence[IncidentReassigned]) -> None:
    """It is somebody else's now: those who had it hear nothing more."""
    await work.notifications.expire_open(
        [Expiry(incident_id=event.incident_id, reason="reassigned") for event in events]
    )


async def stop_own_notifications(
    work: Work, events: Sequence[ResponderJoined | AcknowledgementConfirmed]
) -> None:
    """A further person answered: their own notifications end."""
    await work.notifications.expire_open(
        [
            Expiry(incident_id=event.incident_id, reason="acknowledged", user_id=event.user_id)
            for event in events
        ]
    )


async def stop_all_notifications(work: Work, events: Sequence[IncidentEvent]) -> None:
    """Nobody has to act now: nothing is sent any more."""
    reason = "resolved" if isinstance(events[0], IncidentResolved) else "acknowledged"
    await work.notifications.expire_open(
        [Expiry(incident_id=event.incident_id, reason=reason) for event in events]
    )


async def fall_back(work: Work, events: Sequence[NotificationFailed]) -> None:
    """A page could not be delivered one way: try the person's next verified method."""
    await FallBack()(work, [event.notification_id for event in events])


async def fall_back_meanwhile(work: Work, events: Sequence[NotificationRetried]) -> None:
    """A provider answers nobody: the next method is tried now, beside what goes on there."""
    away = [event.notification_id for event in events if event.away]
    if away:
        await FallBack()(work, away)


async def end_verifications(work: Work, events: Sequence[RecipientUnsubscribed]) -> None:
    """Whoever wants nothing more there cannot be reached there, and is shown so."""
    await EndVerification()(work, {event.contact_method_id for event in events}, by=SYSTEM)


async def announce_acknowledged(work: Work, events: Sequence[IncidentAcknowledged]) -> None:
    """Change what those who were paged have on their screens, where a channel can."""
    await AnnounceAcknowledged()(work, {event.incident_id for event in events})


async def announce_resolved(work: Work, events: Sequence[IncidentResolved]) -> None:
    """Tell those who were paged by a quiet channel that it is over.

    The end of a drill is no news: it only shows where a message can be changed in place.
    """
    over = {event.incident_id for event in events}
    drills = {event.incident_id for event in events if event.reason in ENDS_OF_DRILLS}
    await AnnounceResolved()(work, over - drills)
    await AnnounceResolved(only=THREADED_KINDS)(work, drills)
