"""Builders for what goes out."""

from datetime import UTC, datetime
from uuid import UUID

from attrs import evolve

from hikeshi.kernel.ids import IncidentId, NotificationId, UserId
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.envelope import Envelope, NamedIncident, Recipient
from hikeshi.notifications.model.notification import Purpose
from hikeshi_server.outbound.links import Links

SECRET_KEY = bytes(range(32))
LINKS = Links("https://pager.example.org/", [SECRET_KEY])
WEBHOOK_SECRET = "whsec_" + "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

ANA = Recipient(
    user_id=UserId(UUID("0190a000-0000-7000-8000-00000000000a")),
    name="Ana García",
    locale="en",
    time_zone="Europe/Berlin",
    address="ana@example.org",
    secret=WEBHOOK_SECRET,
)
AYA = evolve(ANA, name="火野 彩", locale="ja-JP", time_zone="Asia/Tokyo")

PAGE = Envelope(
    notification_id=NotificationId(UUID("0190a000-0000-7000-8000-000000000001")),
    attempt=1,
    purpose=Purpose.PAGE,
    kind="email",
    recipient=ANA,
    incident_id=IncidentId(UUID("0190a000-0000-7000-8000-000000000002")),
    incident_number=42,
    title="Checkout fails for 12 % of customers",
    description="5xx rate above 10 % for 5 minutes.\nSee the runbook.",
    severity=Severity.SEV1,
    urgency=Urgency.HIGH,
    service="Shop <API>",
    triggered_at=datetime(2026, 1, 5, 3, 9, 58, tzinfo=UTC),
    paged_at=datetime(2026, 1, 5, 3, 10, 1, tzinfo=UTC),
    step=1,
    round=1,
    labels={"cluster": "eu-1", "alertname": "CheckoutErrors"},
)
RESOLVED = evolve(PAGE, purpose=Purpose.RESOLVED, urgency=Urgency.LOW, step=None)
BUNDLE = evolve(
    PAGE,
    severity=Severity.SEV2,
    bundle_id=PAGE.notification_id,
    others=tuple(
        NamedIncident(
            incident_id=IncidentId(UUID(int=0x0190A000000070008000000000000100 + number)),
            number=number,
            title=f"Disk {number} is full",
            severity=Severity.SEV3,
            service="Shop <API>" if number % 2 else "Mail",
        )
        for number in (43, 44, 45)
    ),
)


class FixedClock:
    """A clock that stands still."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the one instant."""
        return self.at


class SystemClock:
    """The machine's clock, for peers that compare it with their own."""

    def now(self) -> datetime:
        """Return the current instant."""
        return datetime.now(UTC)
