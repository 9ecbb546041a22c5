"""From claims to envelopes: what a channel has to know, read once for the whole claim."""

from collections.abc import Mapping, Sequence

from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.ids import IncidentId
from hikeshi.notifications.model.claim import Claim
from hikeshi.notifications.model.envelope import Envelope, Recipient


async def address(work: Work, claims: Sequence[Claim]) -> Sequence[tuple[Claim, Envelope | None]]:
    """Return each claim with its envelope, or nothing where the method is gone meanwhile."""
    if not claims:
        return ()
    directory = await work.directory()
    incidents = await work.incidents.get_many({c.notification.incident_id for c in claims})
    return [(claim, _envelope(claim, incidents, directory)) for claim in claims]


def _envelope(
    claim: Claim, incidents: Mapping[IncidentId, Incident], directory: Directory
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
    )


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
