"""What still uses an object of the configuration, so that it cannot be deleted."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from hikeshi.flow.directory import Directory
from hikeshi.incidents.model.escalation_policy import EscalationPolicy, RepeatedPage, Target
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.errors import ConflictError, Sentence
from hikeshi.kernel.ids import (
    ContactMethodId,
    EscalationPolicyId,
    HolidaySetId,
    ScheduleId,
    ServiceId,
    TeamId,
    UserId,
)
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Schedule, departures
from hikeshi.oncall.model.extent import TooManyPiecesError

#: A longer list helps nobody.
MOST_NAMED = 10
#: How far the refusal of a departure looks ahead.
LOOKED_AHEAD = timedelta(days=28)


def refuse_if_used(what: str, uses: Iterable[str]) -> None:
    """Refuse to delete what is in use.

    Args:
        what: How the object is called in the message.
        uses: What uses it, each as people call it.

    Raises:
        ConflictError: Naming the first of them.
    """
    names = list(uses)
    if not names:
        return
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    users = ", ".join(names[:MOST_NAMED]) + more
    raise ConflictError(
        Sentence("{what} is used by {users}; change these first.", what=what, users=users)
    )


def uses_of_team(directory: Directory, team_id: TeamId) -> Iterator[str]:
    """Return what belongs to the team or pages it."""
    for kind, rows in (
        ("service", directory.services.values()),
        ("schedule", directory.schedules.values()),
        ("escalation policy", directory.policies.values()),
        ("drill", directory.drills.values()),
    ):
        yield from (f"{kind} {row.key}" for row in rows if row.team_id == team_id)
    yield from _paging(directory, team_id)


def uses_of_user(directory: Directory, user_id: UserId, now: datetime) -> Iterator[str]:
    """Return where the person is on call, now or as planned, and what pages them."""
    for team in directory.teams.values():
        if any(member.user_id == user_id for member in team.members):
            yield f"team {team.key}"
    for schedule in directory.schedules.values():
        if schedule.names(user_id, now):
            yield f"schedule {schedule.key}{_uncovered(directory, schedule, user_id, now)}"
    yield from _paging(directory, user_id)


def _uncovered(directory: Directory, schedule: Schedule, user_id: UserId, now: datetime) -> str:
    """Return, in brackets, when nobody would be on call without the person."""
    try:
        found = departures(
            (schedule,), user_id, Interval(now, now + LOOKED_AHEAD), directory.is_active
        )
    except TooManyPiecesError:
        return ""
    spans = [span for departure in found for span in departure.uncovered]
    if not spans:
        return ""
    more = f" and {len(spans) - 1} more times" if len(spans) > 1 else ""
    first, last = rfc3339(spans[0].start), rfc3339(spans[0].end)
    return f" (nobody would be on call from {first} to {last}{more} in four weeks)"


def uses_of_schedule(directory: Directory, schedule_id: ScheduleId) -> Iterator[str]:
    """Return what pages whoever is on call in the schedule."""
    yield from _paging(directory, schedule_id)


def uses_of_service(directory: Directory, service_id: ServiceId) -> Iterator[str]:
    """Return which senders and routes lead to the service."""
    for integration in directory.integrations.values():
        if integration.service_id == service_id:
            yield f"integration {integration.name}"
    for route in directory.routes:
        if route.service_id == service_id:
            yield f"route {route.position + 1}"


def uses_of_routes(directory: Directory) -> Iterator[str]:
    """Return the senders whose signals only the routes lead anywhere."""
    for integration in directory.integrations.values():
        if integration.service_id is None:
            yield f"integration {integration.name}"


def uses_of_policy(directory: Directory, policy_id: EscalationPolicyId) -> Iterator[str]:
    """Return the services that follow the policy."""
    for service in directory.services.values():
        followed = {service.escalation_policy_id, *service.severity_policies.values()}
        if policy_id in followed:
            yield f"service {service.key}"


def uses_of_holiday_set(directory: Directory, set_id: HolidaySetId) -> Iterator[str]:
    """Return the services and policies that ask whether a day is one of the set."""
    for service in directory.services.values():
        if service.support_hours is not None and set_id in service.support_hours.holidays:
            yield f"service {service.key}"
    for policy in directory.policies.values():
        conditions = (step.when.holidays for step in policy.steps if step.when is not None)
        if any(asked is not None and asked.set_id == set_id for asked in conditions):
            yield f"escalation policy {policy.key}"
    for rule in directory.notification_rules:
        asked = rule.when.holidays if rule.when is not None else None
        if asked is not None and asked.set_id == set_id:
            yield f"notification rule {rule.id}"


def uses_of_contact_method(directory: Directory, method_id: ContactMethodId) -> Iterator[str]:
    """Return the personal rules that use the method."""
    for rule in directory.notification_rules:
        if rule.contact_method_id == method_id:
            yield f"notification rule {rule.id}"


def _paging(directory: Directory, target_id: UUID) -> Iterator[str]:
    for policy in directory.policies.values():
        if any(target.id == target_id for target in targets_of(policy)):
            yield f"escalation policy {policy.key}"
    for drill in directory.drills.values():
        if any(target.id == target_id for target in drill.targets):
            yield f"drill {drill.key}"
    last_resort = directory.organisation.last_resort
    if any(target.id == target_id for target in _of_page(last_resort)):
        yield "the last resort"


def targets_of(policy: EscalationPolicy) -> Iterator[Target]:
    """Return whatever the policy may page."""
    for step in policy.steps:
        yield from step.targets
        if step.on_empty.fallback is not None:
            yield step.on_empty.fallback
    yield from _of_page(policy.exhausted)


def _of_page(page: RepeatedPage | None) -> tuple[Target, ...]:
    return page.targets if page is not None else ()
