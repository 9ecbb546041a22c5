"""From claims to envelopes: what a channel has to know, read once for the whole claim."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.ids import ContactMethodId, IncidentId, NotificationId, UserId
from hikeshi.notifications.model.claim import Claim
from hikeshi.notifications.model.envelope import Envelope, NamedIncident, Recipient
from hikeshi.notifications.model.failover import first_of_repetition
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.planning import THREADED_KINDS

#: An incident at one contact method.
Place = tuple[IncidentId, ContactMethodId | None]


@frozen
class Message:
    """What leaves at once: one claim, or several that go out together.

    Args:
        envelope: Nothing where the contact method is gone meanwhile.
    """

    claims: tuple[Claim, ...]
    envelope: Envelope | None


async def address(work: Work, claims: Sequence[Claim]) -> Sequence[Message]:
    """Return the messages of these claims."""
    if not claims:
        return ()
    directory = await work.directory()
    incidents = await work.incidents.get_many({c.notification.incident_id for c in claims})
    earlier = await _earlier(work, claims)
    first = await _first_providers(work, claims)
    return [
        Message(together, _beginning(_spoken(together, incidents, directory, earlier), first))
        for together in _together(claims)
    ]


def _together(claims: Sequence[Claim]) -> Iterator[tuple[Claim, ...]]:
    bundles: dict[NotificationId, list[Claim]] = {}
    for claim in claims:
        leader = claim.notification.bundle_id or claim.notification.id
        bundles.setdefault(leader, []).append(claim)
    return (tuple(sorted(each, key=lambda c: c.notification.id)) for each in bundles.values())


async def _first_providers(work: Work, claims: Sequence[Claim]) -> Mapping[NotificationId, str]:
    """Return which provider each repetition begins with, as the attempt before left it."""
    repeated = {c.notification.id: c.attempt.number for c in claims if c.attempt.number > 1}
    if not repeated:
        return {}
    found = await work.delivery_attempts.of_notifications(repeated)
    return {
        attempt.notification_id: first_of_repetition(attempt.evidence)
        for attempts in found.values()
        for attempt in attempts
        if attempt.number == repeated[attempt.notification_id] - 1
    }


def _beginning(envelope: Envelope | None, first: Mapping[NotificationId, str]) -> Envelope | None:
    if envelope is None or not first.get(envelope.notification_id):
        return envelope
    return evolve(envelope, first_provider=first[envelope.notification_id])


def _spoken(
    together: tuple[Claim, ...],
    incidents: Mapping[IncidentId, Incident],
    directory: Directory,
    earlier: Mapping[Place, Mapping[str, str]],
) -> Envelope | None:
    """Return what is said of all of them: the worst and oldest leads, the others are named.

    The identity of the message is its first notification's: the same when it is repeated. Two
    notifications of one incident, where one way stands in for another, are one thing to be told.
    """
    if len(together) == 1:
        return _envelope(together[0], incidents, directory, earlier)
    named = [
        (_named(incidents[claim.notification.incident_id], directory), claim)
        for claim in together
        if claim.notification.incident_id in incidents
    ]
    named.sort(key=lambda each: (each[0].severity, each[0].number))
    envelope = _envelope(named[0][1], incidents, directory, earlier) if named else None
    if envelope is None:
        return None
    told = {each.incident_id: each for each, _ in named}
    others = tuple(each for each in told.values() if each.incident_id != envelope.incident_id)
    return evolve(
        envelope,
        notification_id=together[0].notification.id,
        bundle_id=together[0].notification.bundle_id if others else None,
        others=others,
        earlier={},
    )


def _named(incident: Incident, directory: Directory) -> NamedIncident:
    service = directory.services.get(incident.service_id) if incident.service_id else None
    return NamedIncident(
        incident_id=incident.id,
        number=incident.number,
        title=incident.title,
        severity=incident.severity,
        service=service.name if service is not None else "",
    )


async def _earlier(work: Work, claims: Sequence[Claim]) -> Mapping[Place, Mapping[str, str]]:
    """Return the evidence of the first message that reached each person by such a method."""
    threaded = {c.notification.incident_id for c in claims if c.notification.kind in THREADED_KINDS}
    if not threaded:
        return {}
    told = [
        n
        for n in await work.notifications.of_incidents(threaded)
        if n.kind in THREADED_KINDS and n.bundle_id is None
    ]
    attempts = await work.delivery_attempts.of_notifications(n.id for n in told)
    found: dict[Place, Mapping[str, str]] = {}
    for notification in told:
        for attempt in attempts.get(notification.id, ()):
            if attempt.outcome is not None and attempt.outcome.arrived:
                found.setdefault(_place(notification), attempt.evidence)
    return found


def _place(notification: Notification) -> Place:
    return (notification.incident_id, notification.contact_method_id)


def _envelope(
    claim: Claim,
    incidents: Mapping[IncidentId, Incident],
    directory: Directory,
    earlier: Mapping[Place, Mapping[str, str]],
) -> Envelope | None:
    notification = claim.notification
    incident = incidents.get(notification.incident_id)
    recipient = _recipient(claim, directory)
    if incident is None or recipient is None:
        return None
    service = directory.services.get(incident.service_id) if incident.service_id else None
    return Envelope(
        notification_id=notification.id,
        attempt=claim.attempt.number,
        purpose=notification.purpose,
        kind=notification.kind,
        recipient=recipient,
        incident_id=incident.id,
        incident_number=incident.number,
        title=incident.title,
        description=incident.description,
        severity=incident.severity,
        urgency=incident.urgency,
        service=service.name if service is not None else "",
        triggered_at=incident.created_at,
        paged_at=notification.created_at,
        step=notification.step,
        round=notification.round,
        labels=incident.labels,
        drill=incident.is_drill,
        acknowledged_by=_name(incident.acknowledged_by, directory),
        earlier=earlier.get(_place(notification), {}),
    )


def _name(user_id: UserId | None, directory: Directory) -> str:
    user = directory.users.get(user_id) if user_id is not None else None
    return user.name if user is not None else ""


def _recipient(claim: Claim, directory: Directory) -> Recipient | None:
    notification = claim.notification
    user = directory.users.get(notification.user_id)
    method = (
        directory.methods_by_id.get(notification.contact_method_id)
        if notification.contact_method_id is not None
        else None
    )
    if user is None or method is None or not method.verified:
        return None
    return Recipient(
        user_id=user.id,
        name=user.name,
        locale=user.locale,
        time_zone=user.time_zone,
        address=method.address,
        secret=method.secret,
    )
