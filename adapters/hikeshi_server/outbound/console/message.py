"""What a line in the log says about a page."""

from collections.abc import Mapping

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Purpose
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.plain_text import one_line

_EVENTS = {
    Purpose.PAGE: "page",
    Purpose.ACKNOWLEDGED: "page_acknowledged",
    Purpose.RESOLVED: "page_resolved",
}
_LONGEST_TITLE = 200


def event_name(envelope: Envelope) -> str:
    """Return the name under which the line stands in the log."""
    return _EVENTS[envelope.purpose]


def render_line(envelope: Envelope, links: Links) -> Mapping[str, object]:
    """Return the fields of the line."""
    return {
        "person": one_line(envelope.recipient.name, 100),
        "incident": envelope.incident_number,
        "title": one_line(envelope.title, _LONGEST_TITLE),
        "severity": envelope.severity.value,
        "urgency": envelope.urgency.value,
        "service": one_line(envelope.service, 100),
        "step": envelope.step,
        "round": envelope.round,
        "paged_at": envelope.paged_at.isoformat(),
        "url": links.incident_url(envelope.incident_id),
        "notification_id": str(envelope.notification_id),
        "attempt": envelope.attempt,
        **({"drill": True} if envelope.drill else {}),
        **(
            {"other_incidents": [each.number for each in envelope.others]}
            if envelope.others
            else {}
        ),
    }
