"""What an escalation looks up: people and schedules live, policies as they were pinned."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.incidents.model.escalation_policy import (
    EscalationPolicy,
    RepeatedPage,
    Target,
    TargetKind,
)
from hikeshi.incidents.model.roster import ServiceRules
from hikeshi.kernel.almanac import Almanac
from hikeshi.kernel.ids import EscalationPolicyId, ScheduleId, ServiceId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.local_hours import LocalHours
from hikeshi.oncall import shifts

#: How far ahead somebody is looked for while a step waits to be covered.
HORIZON = timedelta(days=31)


@frozen
class LiveRoster:
    """The directory, and the older versions of policies that running escalations keep."""

    directory: Directory
    pinned: Mapping[tuple[EscalationPolicyId, int], EscalationPolicy]

    @property
    def almanac(self) -> Almanac:
        """What time it is somewhere."""
        return self.directory.almanac

    def time_zone(self, user_id: UserId) -> str:
        """Return the IANA name of the person's zone; UTC for somebody unknown."""
        user = self.directory.users.get(user_id)
        return user.time_zone if user is not None else "UTC"

    def quiet_hours(self, user_id: UserId) -> LocalHours | None:
        """Return the hours in which even pages of high urgency wait for the person."""
        return self.directory.quiet_hours(user_id)

    def people(self, target: Target, at: datetime) -> tuple[UserId, ...]:
        """Return whom the target yields at that instant, in order; only active people."""
        return self.directory.people(target, at)

    def covered_at(self, targets: tuple[Target, ...], at: datetime) -> datetime | None:
        """Return the next instant after `at` at which a schedule among the targets has somebody."""
        ahead = Interval(at, at + HORIZON)
        starts = [
            shift.interval.start
            for target in targets
            if target.kind is TargetKind.SCHEDULE
            and (schedule := self.directory.schedules.get(ScheduleId(target.id))) is not None
            for shift in shifts(schedule, ahead)
            if shift.interval.start > at and self.directory.is_active(shift.user)
        ]
        return min(starts, default=None)

    def policy(
        self, policy_id: EscalationPolicyId, version: int | None = None
    ) -> EscalationPolicy | None:
        """Return that version of the policy, or the newest."""
        newest = self.directory.policies.get(policy_id)
        if version is None or (newest is not None and newest.version == version):
            return newest
        return self.pinned.get((policy_id, version), newest)

    def is_active(self, user_id: UserId) -> bool:
        """Say whether there is such a person, not deactivated."""
        return self.directory.is_active(user_id)

    def rules(self, service_id: ServiceId | None) -> ServiceRules:
        """Return the service's rules for its incidents."""
        return self.directory.rules(service_id)

    def last_resort(self) -> RepeatedPage | None:
        """Return whom the organisation pages when a policy is exhausted."""
        return self.directory.last_resort()
