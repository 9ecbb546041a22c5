"""Everything people configured, as it is at one instant: what decisions look up."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import define, field, frozen

from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.route import Route
from hikeshi.alerts.model.silence import Silence
from hikeshi.alerts.model.suppression import Suppressor
from hikeshi.flow.almanac import LiveAlmanac
from hikeshi.incidents.model.drill import Drill
from hikeshi.incidents.model.escalation_policy import (
    EscalationPolicy,
    RepeatedPage,
    Target,
    TargetKind,
)
from hikeshi.incidents.model.roster import NO_RULES, ServiceRules
from hikeshi.kernel.ids import (
    DrillId,
    EscalationPolicyId,
    HolidaySetId,
    IntegrationId,
    MaintenanceWindowId,
    ScheduleId,
    ServiceId,
    SilenceId,
    TeamId,
    UserId,
)
from hikeshi.kernel.local_hours import LocalHours
from hikeshi.kernel.time_zones import time_zone
from hikeshi.notifications.model.bundling import Bundling
from hikeshi.notifications.model.contact import Contact, Minimum, Reach
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.oncall import Schedule, on_call
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.model.service import ResolveWithAlerts, Service
from hikeshi.teams.model.team import Team
from hikeshi.teams.model.user import User

_BY_DEFAULT = Bundling()
Owned = TypeVar("Owned", ContactMethod, NotificationRule)


@frozen
class Organisation:
    """What holds for everybody.

    Args:
        last_resort: Who is paged when a policy is exhausted and says nothing itself.
        bundling: How messages to one place are gathered; nothing = as it is by default.
    """

    last_resort: RepeatedPage | None = None
    bundling: Bundling | None = None
    version: int = 1


@define(slots=False, eq=False)
class Directory:
    """Everything people configured; immutable, shared by all decisions until it changes.

    Args:
        revision: Grows with every change of the configuration.
        routes: In order.
        contact_methods: Oldest first.
        notification_rules: Oldest first.
    """

    revision: int = 0
    users: Mapping[UserId, User] = field(factory=dict)
    teams: Mapping[TeamId, Team] = field(factory=dict)
    services: Mapping[ServiceId, Service] = field(factory=dict)
    integrations: Mapping[IntegrationId, Integration] = field(factory=dict)
    routes: tuple[Route, ...] = ()
    groupings: Mapping[ServiceId, Grouping] = field(factory=dict)
    silences: Mapping[SilenceId, Silence] = field(factory=dict)
    maintenance_windows: Mapping[MaintenanceWindowId, MaintenanceWindow] = field(factory=dict)
    schedules: Mapping[ScheduleId, Schedule] = field(factory=dict)
    policies: Mapping[EscalationPolicyId, EscalationPolicy] = field(factory=dict)
    drills: Mapping[DrillId, Drill] = field(factory=dict)
    contact_methods: tuple[ContactMethod, ...] = ()
    notification_rules: tuple[NotificationRule, ...] = ()
    holidays: Mapping[HolidaySetId, HolidaySet] = field(factory=dict)
    organisation: Organisation = Organisation()

    @cached_property
    def integrations_by_key(self) -> Mapping[str, Integration]:
        """Every living secret key and the integration it stands for."""
        return {key: found for found in self.integrations.values() for key in found.keys}

    @cached_property
    def suppressors(self) -> tuple[Suppressor, ...]:
        """Every silence and maintenance window that is known, in the order of their ids."""
        found: list[Suppressor] = [*self.silences.values(), *self.maintenance_windows.values()]
        return tuple(sorted(found, key=lambda each: each.id))

    @cached_property
    def contacts(self) -> Mapping[UserId, Contact]:
        """How each person can be reached."""
        rules = _by_user(self.notification_rules)
        methods = _by_user(self.contact_methods)
        floors = _floors(self.teams.values())
        return {
            user_id: Contact(
                user_id=user_id,
                time_zone=user.time_zone,
                quiet_hours=user.quiet_hours,
                rules=rules.get(user_id, ()),
                methods=tuple(
                    Reach(contact_method_id=m.id, kind=m.kind.value, verified=m.verified)
                    for m in methods.get(user_id, ())
                ),
                floor=floors.get(user_id, ()),
            )
            for user_id, user in self.users.items()
        }

    @cached_property
    def service_rules(self) -> Mapping[ServiceId, ServiceRules]:
        """What each service says about its incidents."""
        return {found.id: _rules(found) for found in self.services.values()}

    @cached_property
    def almanac(self) -> LiveAlmanac:
        """What time it is somewhere."""
        return LiveAlmanac({found.id: frozenset(found.dates) for found in self.holidays.values()})

    @cached_property
    def methods_by_id(self) -> Mapping[UUID, ContactMethod]:
        """Every contact method."""
        return {method.id: method for method in self.contact_methods}

    @cached_property
    def longest_reminder(self) -> timedelta | None:
        """How long before a shift somebody wants to be reminded of it, at most."""
        leads = (u.notices.shift_reminders[:1] for u in self.users.values() if u.active)
        return max((lead for first in leads for lead in first), default=None)

    def contact(self, user_id: UserId) -> Contact:
        """Return the person's rules and methods; empty for somebody unknown."""
        return self.contacts.get(user_id) or Contact(user_id=user_id)

    def is_active(self, user_id: UserId) -> bool:
        """Say whether there is such a person, not deactivated."""
        user = self.users.get(user_id)
        return user is not None and user.active

    def teams_of(self, user_id: UserId) -> tuple[TeamId, ...]:
        """Return the teams the person is a member of."""
        return tuple(
            team.id
            for team in self.teams.values()
            if any(member.user_id == user_id for member in team.members)
        )

    @cached_property
    def held_back(self) -> Mapping[UserId, LocalHours]:
        """The hours in which even pages of high urgency wait, of those who want that."""
        return {
            user.id: user.quiet_hours.hours_in(user.time_zone)
            for user in self.users.values()
            if user.quiet_hours is not None and user.quiet_hours.high_urgency_waits
        }

    def quiet_hours(self, user_id: UserId) -> LocalHours | None:
        """Return the hours in which even pages of high urgency wait for the person."""
        return self.held_back.get(user_id)

    def zone_of(self, user_id: UserId) -> ZoneInfo:
        """Return the zone on whose clock the person lives; of somebody unknown, UTC."""
        user = self.users.get(user_id)
        return time_zone(user.time_zone if user is not None else "UTC")

    def people(self, target: Target, at: datetime) -> tuple[UserId, ...]:
        """Return whom the target yields at that instant, in order; only active people."""
        if target.kind is TargetKind.USER:
            found: tuple[UserId, ...] = (UserId(target.id),)
        elif target.kind is TargetKind.TEAM:
            team = self.teams.get(TeamId(target.id))
            found = team.responders if team is not None else ()
        else:
            schedule = self.schedules.get(ScheduleId(target.id))
            found = on_call(schedule, at) if schedule is not None else ()
        return tuple(user_id for user_id in found if self.is_active(user_id))

    def rules(self, service_id: ServiceId | None) -> ServiceRules:
        """Return the service's rules for its incidents."""
        return NO_RULES if service_id is None else self.service_rules.get(service_id, NO_RULES)

    def resolve_with_alerts(self, service_id: ServiceId | None) -> ResolveWithAlerts:
        """Return whether an incident of the service is over when its alerts are."""
        service = self.services.get(service_id) if service_id is not None else None
        return service.resolve_with_alerts if service is not None else ResolveWithAlerts.LAST

    def bundling(self) -> Bundling:
        """Return how the organisation wants messages gathered."""
        return self.organisation.bundling or _BY_DEFAULT

    def last_resort(self) -> RepeatedPage | None:
        """Return whom the organisation pages when a policy is exhausted."""
        return self.organisation.last_resort


def _by_user(objects: Iterable[Owned]) -> dict[UserId, tuple[Owned, ...]]:
    found: dict[UserId, list[Owned]] = {}
    for owned in objects:
        found.setdefault(owned.user_id, []).append(owned)
    return {user_id: tuple(theirs) for user_id, theirs in found.items()}


def _floors(teams: Iterable[Team]) -> dict[UserId, tuple[Minimum, ...]]:
    """Return what their teams ask of people: whatever pages them, and for whichever team."""
    found: dict[UserId, tuple[Minimum, ...]] = {}
    for team in teams:
        asked = tuple(
            Minimum(
                team=team.key,
                urgency=entry.urgency,
                kinds=tuple(kind.value for kind in entry.kinds),
                within=entry.within,
            )
            for entry in team.floor
        )
        for user_id in team.responders if asked else ():
            found[user_id] = (*found.get(user_id, ()), *asked)
    return found


def _rules(service: Service) -> ServiceRules:
    return ServiceRules(
        escalation_policy_id=service.escalation_policy_id,
        acknowledge_timeout=service.acknowledge_timeout,
        auto_resolve=service.auto_resolve,
        severity_policies=tuple(
            (severity, policy_id)
            for severity, policy_id in service.severity_policies.items()
            if policy_id is not None
        ),
        support_hours=service.support_hours,
    )
