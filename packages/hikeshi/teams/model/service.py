"""The monitored thing: what alerts are about and a team owns."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from attrs import field, frozen

from hikeshi.kernel.ids import EscalationPolicyId, ServiceId, TeamId
from hikeshi.kernel.severity import Severity
from hikeshi.kernel.support_hours import SupportHours


class ResolveWithAlerts(StrEnum):
    """Whether an incident resolves when its alerts do."""

    LAST = "last"  # when the last firing alert resolves
    FIRST = "first"  # when any alert resolves
    NEVER = "never"


@frozen(kw_only=True)
class Service:
    """Something that can break, and how its incidents are treated.

    Args:
        escalation_policy_id: The policy its incidents follow.
        acknowledge_timeout: How long an acknowledgement lasts; nothing = until the end.
        auto_resolve: When incidents resolve by themselves, counted from their start.
        severity_policies: Another policy for a severity, where the service wants one.
        support_hours: Outside them incidents can wait; nothing = there are none.
    """

    id: ServiceId
    key: str
    name: str
    team_id: TeamId | None = None
    description: str = ""
    escalation_policy_id: EscalationPolicyId | None = None
    acknowledge_timeout: timedelta | None = None
    auto_resolve: timedelta | None = None
    resolve_with_alerts: ResolveWithAlerts = ResolveWithAlerts.LAST
    severity_policies: Mapping[Severity, EscalationPolicyId | None] = field(factory=dict)
    support_hours: SupportHours | None = None
    labels: Mapping[str, str] = field(factory=dict)
    version: int = 1
