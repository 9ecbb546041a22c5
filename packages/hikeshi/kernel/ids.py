"""Identities: UUID version 7 (RFC 9562, section 5.7), one type per kind of object."""

from typing import NewType, Protocol
from uuid import UUID

AlertId = NewType("AlertId", UUID)
ApiTokenId = NewType("ApiTokenId", UUID)
AuditEntryId = NewType("AuditEntryId", UUID)
CalendarFeedId = NewType("CalendarFeedId", UUID)
ContactMethodId = NewType("ContactMethodId", UUID)
DeliveryAttemptId = NewType("DeliveryAttemptId", UUID)
DrillId = NewType("DrillId", UUID)
DrillRunId = NewType("DrillRunId", UUID)
EscalationPolicyId = NewType("EscalationPolicyId", UUID)
EventId = NewType("EventId", UUID)
HolidaySetId = NewType("HolidaySetId", UUID)
IncidentId = NewType("IncidentId", UUID)
IntegrationId = NewType("IntegrationId", UUID)
MaintenanceWindowId = NewType("MaintenanceWindowId", UUID)
NoticeId = NewType("NoticeId", UUID)
NotificationId = NewType("NotificationId", UUID)
NotificationRuleId = NewType("NotificationRuleId", UUID)
OverrideId = NewType("OverrideId", UUID)
RouteId = NewType("RouteId", UUID)
ScheduleId = NewType("ScheduleId", UUID)
ServiceId = NewType("ServiceId", UUID)
SessionId = NewType("SessionId", UUID)
SilenceId = NewType("SilenceId", UUID)
SubscribedCalendarId = NewType("SubscribedCalendarId", UUID)
SwapId = NewType("SwapId", UUID)
SubscriptionId = NewType("SubscriptionId", UUID)
SubscriptionMessageId = NewType("SubscriptionMessageId", UUID)
TeamId = NewType("TeamId", UUID)
UnavailabilityId = NewType("UnavailabilityId", UUID)
UserId = NewType("UserId", UUID)


class IdSource(Protocol):
    """Gives a new identity at each call; the only source of randomness the core accepts."""

    def __call__(self) -> UUID:
        """Return an identity never returned before."""
        ...


def uuid7(unix_ms: int, random_bits: int) -> UUID:
    """Compose a version 7 UUID.

    Args:
        unix_ms: Milliseconds since the Unix epoch; the lowest 48 bits are used.
        random_bits: The lowest 74 bits fill `rand_a` and `rand_b`.
    """
    return UUID(int=uuid7_number(unix_ms, random_bits))


def uuid7_number(unix_ms: int, random_bits: int) -> int:
    """Compose the 128 bits of a version 7 UUID, as `uuid7` does."""
    value = (unix_ms & (2**48 - 1)) << 80
    value |= 0x7 << 76
    value |= ((random_bits >> 62) & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random_bits & (2**62 - 1)
    return value
