"""What a channel needs to know to tell somebody."""

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

from hikeshi.kernel.ids import IncidentId, NotificationId, UserId
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.notification import Purpose


@frozen(kw_only=True)
class Recipient:
    """The person to tell, and where."""

    user_id: UserId
    name: str
    locale: str
    time_zone: str
    address: str
    secret: str | None = None


@frozen(kw_only=True)
class NamedIncident:
    """An incident that a message about several names."""

    incident_id: IncidentId
    number: int
    title: str
    severity: Severity
    service: str


@frozen(kw_only=True)
class Envelope:
    """One message to one person about one incident, or about several at once.

    Args:
        notification_id: The idempotency key: the same for every repetition.
        attempt: Number of this attempt, from 1.
        step: Step of the policy; nothing by hand, after a reassignment, as last resort.
        paged_at: When the page was decided.
        acknowledged_by: Name of the person who has it; empty where nobody does, or a sender did.
        earlier: What the provider said of the first message about this incident that reached the
            person by this method, where a channel changes or continues what it has said.
        drill: Nothing is wrong: the person only has to acknowledge.
        others: What it speaks of beside the incident, the worst first; each named once.
        bundle_id: What those it speaks of were sent out under, where there are several.
        first_provider: Which provider this attempt begins with; empty = the first one there is.
    """

    notification_id: NotificationId
    attempt: int
    purpose: Purpose
    kind: str
    recipient: Recipient
    incident_id: IncidentId
    incident_number: int
    title: str
    description: str
    severity: Severity
    urgency: Urgency
    service: str
    triggered_at: datetime
    paged_at: datetime
    step: int | None = None
    round: int = 1
    labels: Mapping[str, str] = field(factory=dict)
    acknowledged_by: str = ""
    earlier: Mapping[str, str] = field(factory=dict)
    drill: bool = False
    others: tuple[NamedIncident, ...] = ()
    bundle_id: NotificationId | None = None
    first_provider: str = ""
