"""A change somebody made (PagerDuty's change events): shown beside incidents, never notified."""

from datetime import datetime
from typing import Any

from attrs import frozen

from hikeshi.alerts.model.formats.parsed import without_key
from hikeshi.alerts.model.formats.texts import as_text, as_title, cut, first_text, lines_of
from hikeshi.alerts.model.formats.timestamps import parse_timestamp
from hikeshi.kernel.ids import IntegrationId


@frozen(kw_only=True)
class ChangeRecord:
    """What was changed.

    Args:
        changed_at: When, as the sender says; nothing = when it arrived.
        links: One line each: text and address.
        payload: The message as it was posted, without its key.
    """

    integration_id: IntegrationId
    title: str
    source: str = ""
    changed_at: datetime | None = None
    links: str = ""
    payload: Any = None


def parse_change(body: Any, integration_id: IntegrationId) -> ChangeRecord:
    """Return the change of a body of `POST /v2/change/enqueue`; any JSON gives one."""
    fields = body if isinstance(body, dict) else {}
    given = fields.get("payload")
    payload = given if isinstance(given, dict) else {}
    return ChangeRecord(
        integration_id=integration_id,
        title=as_title(first_text(payload, "summary") or "Change without a summary"),
        source=cut(as_text(payload.get("source")), 1024),
        changed_at=parse_timestamp(payload.get("timestamp")),
        links=lines_of(fields.get("links"), "text", "href"),
        payload=without_key(body),
    )
