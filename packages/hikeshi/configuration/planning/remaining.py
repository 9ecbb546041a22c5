"""What files do not speak of: what stays as it is, and what cannot go."""

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen

from hikeshi.configuration.planning.merging import Merging
from hikeshi.flow.directory import Directory, Organisation
from hikeshi.flow.usages import (
    uses_of_contact_method,
    uses_of_holiday_set,
    uses_of_policy,
    uses_of_routes,
    uses_of_schedule,
    uses_of_service,
    uses_of_team,
    uses_of_user,
)
from hikeshi.kernel.actor import Role

_NOT_THERE = "not in the files"
_RUNTIME = "overrides in files are rehearsed, never applied: they are made on the server"
#: What people make on a server while they work; in files it is there to be rehearsed.
_MADE_ON_SERVERS = ("silences", "maintenance_windows")


@frozen(kw_only=True)
class LeftAlone:
    """Something that stays as it is.

    Args:
        kind: The section of a file it would stand in.
        key: What it is called; nothing = all of the section.
        why: In a sentence.
    """

    kind: str
    key: str | None
    why: str


def left_alone(current: Directory, after: Directory, merging: Merging) -> Iterator[LeftAlone]:
    """Yield what stays although the files say nothing of it, or are not listened to."""
    sections = merging.wanted.sections
    for kind, rows in _rows(current).items():
        alone = [row for row in rows if row.id not in merging.listed]
        if kind not in sections:
            if alone:
                why = f"the files have no section {kind}; {len(alone)} stay as they are"
                yield LeftAlone(kind=kind, key=None, why=why)
            continue
        there = {row.id for row in _rows(after)[kind]}
        for row in alone:
            if row.id in there and getattr(row, "active", True):
                yield LeftAlone(kind=kind, key=_called(kind, row, current), why=_NOT_THERE)
    yield from _methods(current, after, merging.listed)
    for kind, given in _wholes(current).items():
        if given and kind not in sections:
            yield LeftAlone(kind=kind, key=None, why=f"the files have no section {kind}")
    for kind, emptied in _kept(current, merging).items():
        if emptied:
            why = "the files empty it: this takes --delete"
            yield LeftAlone(kind=kind, key=None, why=why)
    for kind in _MADE_ON_SERVERS:
        if getattr(merging.wanted.configuration, kind):
            yield LeftAlone(kind=kind, key=None, why=_RUNTIME.replace("overrides", "those"))
    for key in merging.wanted.overrides:
        yield LeftAlone(kind="schedules", key=key, why=_RUNTIME)


def still_used(
    current: Directory, after: Directory, listed: Set[UUID], now: datetime
) -> Iterator[str]:
    """Yield a sentence for everything that would go although something uses it."""
    for team in _gone(current.teams, after.teams):
        yield from _sentence(f"team {team.key}", uses_of_team(after, team.id))
    for schedule in _gone(current.schedules, after.schedules):
        yield from _sentence(f"schedule {schedule.key}", uses_of_schedule(after, schedule.id))
    for policy in _gone(current.policies, after.policies):
        what = f"escalation policy {policy.key}"
        yield from _sentence(what, uses_of_policy(after, policy.id))
    for service in _gone(current.services, after.services):
        yield from _sentence(f"service {service.key}", uses_of_service(after, service.id))
    for found in _gone(current.holidays, after.holidays):
        yield from _sentence(f"set of holidays {found.key}", uses_of_holiday_set(after, found.id))
    for method in _gone(current.methods_by_id, after.methods_by_id):
        yield from _sentence(
            f"contact method {method.key}", uses_of_contact_method(after, method.id)
        )
    for user in after.users.values():
        before = current.users.get(user.id)
        if user.id not in listed and before is not None and before.active and not user.active:
            yield from _sentence(f"user {user.key}", uses_of_user(after, user.id, now))
    if current.routes and not after.routes:
        yield from _sentence("the list of routes", uses_of_routes(after))
    if _owned(current) and not _owned(after):
        yield "nobody would own the organisation: let an active user have the role owner"


def _rows(directory: Directory) -> dict[str, Iterable[Any]]:
    return {
        "users": directory.users.values(),
        "teams": directory.teams.values(),
        "schedules": directory.schedules.values(),
        "escalation_policies": directory.policies.values(),
        "drills": directory.drills.values(),
        "services": directory.services.values(),
        "holidays": directory.holidays.values(),
        "integrations": directory.integrations.values(),
    }


def _wholes(current: Directory) -> dict[str, bool]:
    return {
        "routes": bool(current.routes),
        "grouping": bool(current.groupings),
        "organisation": current.organisation != Organisation(version=current.organisation.version),
    }


def _kept(current: Directory, merging: Merging) -> dict[str, bool]:
    found, given = merging.wanted.configuration, merging.wanted.sections
    emptied = {
        "routes": not found.routes,
        "grouping": not found.groupings,
        "organisation": any(
            getattr(current.organisation, name) is not None
            and getattr(found.organisation, name) is None
            for name in ("last_resort", "bundling")
        ),
    }
    return {
        kind: there and kind in given and emptied[kind] and not merging.delete
        for kind, there in _wholes(current).items()
    }


def _methods(current: Directory, after: Directory, listed: Set[UUID]) -> Iterator[LeftAlone]:
    """Speak of methods of people whose other methods the files do hold."""
    given = {method.user_id for method in after.contact_methods if method.id in listed}
    for method in after.contact_methods:
        if method.id not in listed and method.user_id in given:
            key = f"{current.users[method.user_id].key}/{method.key}"
            yield LeftAlone(kind="contact_methods", key=key, why=_NOT_THERE)


def _called(kind: str, row: Any, directory: Directory) -> str:
    if kind != "integrations":
        return str(row.key)
    service = directory.services.get(row.service_id)
    return f"{service.key if service is not None else ''}/{row.name}"


def _gone(current: Mapping[Any, Any], after: Mapping[Any, Any]) -> Iterator[Any]:
    return (row for key, row in current.items() if key not in after)


def _owned(directory: Directory) -> bool:
    return any(user.active and user.role is Role.OWNER for user in directory.users.values())


def _sentence(what: str, uses: Iterable[str]) -> Iterator[str]:
    users = list(uses)
    if users:
        yield f"{what} cannot go: it is used by {', '.join(users)}"
