"""What an escalation has to look up: people and schedules live, policies by version."""

from datetime import datetime, timedelta
from typing import Protocol

from attrs import frozen

from hikeshi.incidents.model.escalation_policy import EscalationPolicy, RepeatedPage, Target
from hikeshi.kernel.almanac import Almanac
from hikeshi.kernel.ids import EscalationPolicyId, ServiceId, UserId
from hikeshi.kernel.local_hours import LocalHours
from hikeshi.kernel.severity import Severity
from hikeshi.kernel.support_hours import SupportHours


@frozen
class ServiceRules:
    """What a service says about its incidents.

    Args:
        escalation_policy_id: The policy incidents start with.
        acknowledge_timeout: How long an acknowledgement lasts; nothing = for good.
        auto_resolve: How long after its start an incident resolves by itself; nothing = never.
        severity_policies: Policies that replace the first one for certain severities.
        support_hours: Outside them incidents can wait; nothing = there are none.
    """

    escalation_policy_id: EscalationPolicyId | None = None
    acknowledge_timeout: timedelta | None = None
    auto_resolve: timedelta | None = None
    severity_policies: tuple[tuple[Severity, EscalationPolicyId], ...] = ()
    support_hours: SupportHours | None = None

    def policy_for(self, severity: Severity) -> EscalationPolicyId | None:
        """Return the policy for incidents of that severity."""
        return dict(self.severity_policies).get(severity, self.escalation_policy_id)


#: Rules of an incident without a service.
NO_RULES = ServiceRules()


class Roster(Protocol):
    """Answers the questions of an escalation at one instant; pure once made."""

    @property
    def almanac(self) -> Almanac:
        """What time it is somewhere."""
        ...

    def time_zone(self, user_id: UserId) -> str:
        """Return the IANA name of the person's zone; UTC for somebody unknown."""
        ...

    def quiet_hours(self, user_id: UserId) -> LocalHours | None:
        """Return the hours in which even pages of high urgency wait for the person."""
        ...

    def people(self, target: Target, at: datetime) -> tuple[UserId, ...]:
        """Return whom the target yields at that instant, in order; only active people."""
        ...

    def covered_at(self, targets: tuple[Target, ...], at: datetime) -> datetime | None:
        """Return the next instant after `at` at which the targets may yield somebody."""
        ...

    def policy(
        self, policy_id: EscalationPolicyId, version: int | None = None
    ) -> EscalationPolicy | None:
        """Return that version of the policy, or the newest."""
        ...

    def is_active(self, user_id: UserId) -> bool:
        """Say whether there is such a person, not deactivated."""
        ...

    def rules(self, service_id: ServiceId | None) -> ServiceRules:
        """Return the service's rules for its incidents."""
        ...

    def last_resort(self) -> RepeatedPage | None:
        """Return whom the organisation pages when a policy is exhausted."""
        ...
