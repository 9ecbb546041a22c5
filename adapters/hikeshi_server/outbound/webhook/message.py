"""The body of a webhook: `{type, timestamp, data}`, below 20 kB as the specification advises."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Purpose
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.plain_text import one_line, paragraphs, shortened

_TYPES = {
    Purpose.PAGE: "page.created",
    Purpose.ACKNOWLEDGED: "page.acknowledged",
    Purpose.RESOLVED: "page.resolved",
}
_LONGEST_TITLE = 300
_LONGEST_DESCRIPTION = 2_000
_LONGEST_LABEL = 200
_LONGEST_NAMED = 100
#: All labels together, in UTF-8: what is left of 20 kB when every other text is at its longest.
_MOST_LABEL_BYTES = 6_000
#: Stands among the labels where some were left out: no sender can give a label that name.
CUT_MARK = "…"


def render_body(envelope: Envelope, links: Links) -> bytes:
    """Return the JSON of the message."""
    return msgspec.json.encode(
        {
            "type": _TYPES[envelope.purpose],
            "timestamp": _instant(envelope.paged_at),
            "data": {
                "notification_id": str(envelope.notification_id),
                "attempt": envelope.attempt,
                "incident": _incident(envelope, links),
                "person": {
                    "id": str(envelope.recipient.user_id),
                    "name": one_line(envelope.recipient.name, 200),
                },
                "step": envelope.step,
                "round": envelope.round,
                "paged_at": _instant(envelope.paged_at),
                **_beside(envelope, links),
            },
        }
    )


def _beside(envelope: Envelope, links: Links) -> Mapping[str, object]:
    """Return what else the message speaks of, where the organisation wants them gathered."""
    if not envelope.others:
        return {}
    named = [
        {
            "id": str(each.incident_id),
            "number": each.number,
            "title": one_line(each.title, _LONGEST_NAMED),
            "severity": each.severity.value,
            "service": one_line(each.service, _LONGEST_NAMED),
            "url": links.incident_url(each.incident_id),
        }
        for each in envelope.others
    ]
    return {"bundle_id": str(envelope.bundle_id), "other_incidents": named}


def _incident(envelope: Envelope, links: Links) -> Mapping[str, object]:
    return {
        "id": str(envelope.incident_id),
        "number": envelope.incident_number,
        "title": one_line(envelope.title, _LONGEST_TITLE),
        "description": paragraphs(envelope.description, _LONGEST_DESCRIPTION),
        "severity": envelope.severity.value,
        "urgency": envelope.urgency.value,
        "service": one_line(envelope.service, 200),
        "triggered_at": _instant(envelope.triggered_at),
        "url": links.incident_url(envelope.incident_id),
        "labels": _labels(envelope.labels),
        **({"drill": True} if envelope.drill else {}),
    }


def _labels(labels: Mapping[str, str]) -> Mapping[str, str]:
    """Return the labels in order of name, as many as fit; a mark says how many do not."""
    kept: dict[str, str] = {}
    left = _MOST_LABEL_BYTES
    for name in sorted(labels):
        short = shortened(_encodable(name), _LONGEST_LABEL)
        value = shortened(_encodable(labels[name]), _LONGEST_LABEL)
        left -= len(msgspec.json.encode(short)) + len(msgspec.json.encode(value)) + 2
        if left < 0:
            kept[CUT_MARK] = f"{len(labels) - len(kept)} more labels"
            break
        kept[short] = value
    return kept


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
