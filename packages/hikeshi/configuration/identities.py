"""Identities of what files name: the same kind and key give the same identity in every run."""

from hashlib import sha256
from uuid import UUID

from hikeshi.kernel.ids import (
    ContactMethodId,
    DrillId,
    EscalationPolicyId,
    HolidaySetId,
    IntegrationId,
    MaintenanceWindowId,
    NotificationRuleId,
    RouteId,
    ScheduleId,
    ServiceId,
    SilenceId,
    TeamId,
    UserId,
)
from hikeshi.teams.model.integration import KEY_LENGTH


def user_id(key: str) -> UserId:
    """Return the identity of the person of that key."""
    return UserId(_identity(f"user:{key}"))


def team_id(key: str) -> TeamId:
    """Return the identity of the team of that key."""
    return TeamId(_identity(f"team:{key}"))


def schedule_id(key: str) -> ScheduleId:
    """Return the identity of the schedule of that key."""
    return ScheduleId(_identity(f"schedule:{key}"))


def drill_id(key: str) -> DrillId:
    """Return the identity of the drill of that key."""
    return DrillId(_identity(f"drill:{key}"))


def escalation_policy_id(key: str) -> EscalationPolicyId:
    """Return the identity of the escalation policy of that key."""
    return EscalationPolicyId(_identity(f"escalation-policy:{key}"))


def service_id(key: str) -> ServiceId:
    """Return the identity of the service of that key."""
    return ServiceId(_identity(f"service:{key}"))


def holiday_set_id(key: str) -> HolidaySetId:
    """Return the identity of the set of holidays of that key."""
    return HolidaySetId(_identity(f"holiday-set:{key}"))


def integration_id(name: str, service: str | None = None) -> IntegrationId:
    """Return the identity of the integration of that name, among those of that service."""
    return IntegrationId(_identity(f"integration:{_sender(name, service)}"))


def contact_method_id(user_key: str, key: str, position: int) -> ContactMethodId:
    """Return the identity of a person's contact method; the first one listed is the oldest."""
    return ContactMethodId(_identity(f"contact-method:{user_key}:{key}", position))


def notification_rule_id(user_key: str, position: int) -> NotificationRuleId:
    """Return the identity of a person's rule at that place in their list."""
    return NotificationRuleId(_identity(f"notification-rule:{user_key}:{position}", position))


def route_id(position: int) -> RouteId:
    """Return the identity of the route at that place."""
    return RouteId(_identity(f"route:{position}", position))


def silence_id(pointer: str, text: str) -> SilenceId:
    """Return the identity of the silence that stands there and says so; another one is new."""
    return SilenceId(_identity(f"silence:{pointer}:{text}"))


def maintenance_window_id(key: str, text: str) -> MaintenanceWindowId:
    """Return the identity of the window of that key that says so; another one is new."""
    return MaintenanceWindowId(_identity(f"maintenance-window:{key}:{text}"))


def from_a_file(found: UUID) -> bool:
    """Say whether an identity was made of what a file names, not by somebody at work."""
    return found.version == _FILE_VERSION


def integration_key(name: str, service: str | None = None) -> str:
    """Return a key for an integration in memory, where it is no secret."""
    named = f"integration-key:{_sender(name, service)}"
    return sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LENGTH]


def _sender(name: str, service: str | None) -> str:
    return name if service is None else f"{service}/{name}"


#: Version of the UUIDs made here.
_FILE_VERSION = 8


def _identity(name: str, position: int | None = None) -> UUID:
    """Compose a version 8 UUID (RFC 9562, section 5.8) of a digest.

    Args:
        name: What is digested.
        position: Sorts first where lists are kept in the order of their identities.
    """
    value = int.from_bytes(sha256(name.encode("utf-8", "surrogatepass")).digest()[:16])
    if position is not None:
        value = value & (2**80 - 1) | position << 80
    value = value & ~(0xF << 76) | 0x8 << 76
    value = value & ~(0b11 << 62) | 0b10 << 62
    return UUID(int=value)
