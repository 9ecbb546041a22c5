"""Lists of what people configured, read from the directory at one instant."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from attrs import fields

from hikeshi.alerts.queries import (
    MaintenanceWindowFilters,
    MaintenanceWindowView,
    SilenceFilters,
    SilenceView,
    maintenance_window_view,
    silence_view,
)
from hikeshi.flow.directory import Directory
from hikeshi.flow.queries.keyset import Keyset, T
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.incidents.queries import DrillFilters, DrillView, PolicyFilters, drill_view
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.notifications.queries import NotificationRuleFilters
from hikeshi.oncall import Schedule
from hikeshi.oncall.queries import ScheduleFilters, ScheduleView
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.model.service import Service
from hikeshi.teams.model.team import Team
from hikeshi.teams.model.user import User
from hikeshi.teams.queries import (
    ContactMethodFilters,
    HolidaySetFilters,
    IntegrationFilters,
    ServiceFilters,
    TeamFilters,
    UserFilters,
)


def list_users(directory: Directory, page: PageRequest, filters: UserFilters) -> PageOf[User]:
    """Return a page of the people."""
    team = directory.teams.get(filters.team_id) if filters.team_id is not None else None
    members = {member.user_id for member in team.members} if team is not None else set()
    return _cut(
        (
            user
            for user in directory.users.values()
            if _passes(user, filters, besides={"team_id", "email"})
            and (filters.team_id is None or user.id in members)
            and (filters.email is None or user.email.casefold() == filters.email.casefold())
        ),
        page,
        filters,
    )


def list_teams(directory: Directory, page: PageRequest, filters: TeamFilters) -> PageOf[Team]:
    """Return a page of the teams."""
    return _cut(
        (
            team
            for team in directory.teams.values()
            if _passes(team, filters, besides={"user_id"})
            and (
                filters.user_id is None
                or any(member.user_id == filters.user_id for member in team.members)
            )
        ),
        page,
        filters,
    )


def list_services(
    directory: Directory, page: PageRequest, filters: ServiceFilters
) -> PageOf[Service]:
    """Return a page of the services."""
    rows = (row for row in directory.services.values() if _passes(row, filters))
    return _cut(rows, page, filters)


def list_holiday_sets(
    directory: Directory, page: PageRequest, filters: HolidaySetFilters
) -> PageOf[HolidaySet]:
    """Return a page of the sets of holidays."""
    rows = (row for row in directory.holidays.values() if _passes(row, filters))
    return _cut(rows, page, filters)


def list_integrations(
    directory: Directory, page: PageRequest, filters: IntegrationFilters
) -> PageOf[Integration]:
    """Return a page of the senders."""
    return _cut(
        (
            row
            for row in directory.integrations.values()
            if _passes(row, filters, besides={"routed"})
            and (filters.routed is None or (row.service_id is None) is filters.routed)
        ),
        page,
        filters,
    )


def list_policies(
    directory: Directory, page: PageRequest, filters: PolicyFilters
) -> PageOf[EscalationPolicy]:
    """Return a page of the escalation policies."""
    rows = (row for row in directory.policies.values() if _passes(row, filters))
    return _cut(rows, page, filters)


def list_drills(
    directory: Directory, page: PageRequest, filters: DrillFilters, now: datetime
) -> PageOf[DrillView]:
    """Return a page of the drills, each with its next run."""
    rows = (row for row in directory.drills.values() if _passes(row, filters))
    found = _cut(rows, page, filters)
    return PageOf(tuple(drill_view(row, now) for row in found.items), found.next_cursor)


def list_schedules(
    directory: Directory, page: PageRequest, filters: ScheduleFilters
) -> PageOf[ScheduleView]:
    """Return a page of the schedules, without their layers."""
    rows = (row for row in directory.schedules.values() if _passes(row, filters))
    found = _cut(rows, page, filters)
    return PageOf(tuple(schedule_view(row) for row in found.items), found.next_cursor)


def schedule_view(schedule: Schedule) -> ScheduleView:
    """Return a schedule as it stands in a list."""
    return ScheduleView(
        **{entry.name: getattr(schedule, entry.name) for entry in fields(ScheduleView)}
    )


def list_contact_methods(
    directory: Directory, page: PageRequest, filters: ContactMethodFilters
) -> PageOf[ContactMethod]:
    """Return a page of a person's contact methods."""
    rows = (row for row in directory.contact_methods if _passes(row, filters))
    return _cut(rows, page, filters)


def list_notification_rules(
    directory: Directory, page: PageRequest, filters: NotificationRuleFilters
) -> PageOf[NotificationRule]:
    """Return a page of a person's rules."""
    rows = (row for row in directory.notification_rules if _passes(row, filters))
    return _cut(rows, page, filters)


def list_silences(
    directory: Directory, page: PageRequest, filters: SilenceFilters, now: datetime
) -> PageOf[SilenceView]:
    """Return a page of the silences as they stand at that instant."""
    views = (silence_view(silence, now) for silence in directory.silences.values())
    return _cut((view for view in views if _passes(view, filters)), page, filters)


def list_maintenance_windows(
    directory: Directory, page: PageRequest, filters: MaintenanceWindowFilters, now: datetime
) -> PageOf[MaintenanceWindowView]:
    """Return a page of the maintenance windows as they stand at that instant."""
    views = (maintenance_window_view(each, now) for each in directory.maintenance_windows.values())
    return _cut(
        (
            view
            for view in views
            if _passes(view, filters, besides={"service_id"})
            and (filters.service_id is None or filters.service_id in view.service_ids)
        ),
        page,
        filters,
    )


def _passes(row: object, filters: Any, *, besides: Iterable[str] = ()) -> bool:
    skipped = set(besides)
    return all(
        (wanted := getattr(filters, entry.name)) is None or getattr(row, entry.name) == wanted
        for entry in fields(type(filters))
        if entry.name not in skipped
    )


def _cut(rows: Iterable[T], page: PageRequest, filters: Any) -> PageOf[T]:
    keyset = Keyset.read(page, filters.SORTS, filters)
    return keyset.cut(rows, _value(keyset.name))


def _value(name: str) -> Callable[[Any], str]:
    return lambda row: str(getattr(row, name))
