"""Whom and what a file may name, and a fault wherever a name is nobody's."""

from collections.abc import Callable, Mapping
from typing import TypeVar
from uuid import UUID

from attrs import frozen

from hikeshi.configuration.faults import Faults
from hikeshi.configuration.identities import (
    escalation_policy_id,
    holiday_set_id,
    schedule_id,
    service_id,
    team_id,
    user_id,
)
from hikeshi.configuration.structuring import Structured
from hikeshi.incidents.model.escalation_policy import TargetKind
from hikeshi.kernel.ids import (
    EscalationPolicyId,
    HolidaySetId,
    ScheduleId,
    ServiceId,
    TeamId,
    UserId,
)
from hikeshi.kernel.suggesting import one_of

Id = TypeVar("Id")


@frozen
class References:
    """Identities by key, for each kind; each look-up notes a fault where there is none."""

    faults: Faults
    users: Mapping[str, UserId]
    teams: Mapping[str, TeamId]
    schedules: Mapping[str, ScheduleId]
    policies: Mapping[str, EscalationPolicyId]
    services: Mapping[str, ServiceId]
    holidays: Mapping[str, HolidaySetId]

    def user(self, key: str, pointer: str) -> UserId | None:
        """Return the person of that key."""
        return self._find("user", self.users, key, pointer)

    def team(self, key: str | None, pointer: str) -> TeamId | None:
        """Return the team of that key; nothing without a fault where none is named."""
        return None if key is None else self._find("team", self.teams, key, pointer)

    def policy(self, key: str | None, pointer: str) -> EscalationPolicyId | None:
        """Return the policy of that key; nothing without a fault where none is named."""
        if key is None:
            return None
        return self._find("escalation policy", self.policies, key, pointer)

    def service(self, key: str | None, pointer: str) -> ServiceId | None:
        """Return the service of that key; nothing without a fault where none is named."""
        return None if key is None else self._find("service", self.services, key, pointer)

    def holiday_set(self, key: str, pointer: str) -> HolidaySetId | None:
        """Return the set of holidays of that key."""
        return self._find("set of holidays", self.holidays, key, pointer)

    def target(self, kind: TargetKind, key: str, pointer: str) -> UUID | None:
        """Return whom a target of a policy names."""
        known: Mapping[TargetKind, Mapping[str, UUID]] = {
            TargetKind.USER: self.users,
            TargetKind.SCHEDULE: self.schedules,
            TargetKind.TEAM: self.teams,
        }
        return self._find(kind.value, known[kind], key, pointer)

    def _find(self, kind: str, known: Mapping[str, Id], key: str, pointer: str) -> Id | None:
        if key not in known:
            self.faults.add(pointer, f"there is no {kind} “{key}”{one_of(key, known)}")
        return known.get(key)


def references(file: Structured) -> References:
    """Return what the entries of a file may name, and note every key given twice."""

    def known(section: str, identity: Callable[[str], Id]) -> dict[str, Id]:
        check_unique(file, section, "key")
        return {key: identity(key) for key in file.names(section)}

    return References(
        faults=file.faults,
        users=known("users", user_id),
        teams=known("teams", team_id),
        schedules=known("schedules", schedule_id),
        policies=known("escalation_policies", escalation_policy_id),
        services=known("services", service_id),
        holidays=known("holidays", holiday_set_id),
    )


def check_unique(file: Structured, section: str, name: str, within: str | None = None) -> None:
    """Note each entry that has the same value in a field as an entry before it.

    Args:
        file: What is read.
        section: Which list.
        name: Which field.
        within: Entries that differ in this field too may have the same value.
    """
    seen: dict[object, str] = {}
    for index, entry in enumerate(file.entries(section)):
        value = entry.get(name) if isinstance(entry, Mapping) else None
        if not isinstance(value, str):
            continue
        scope = None if within is None else str(entry.get(within))
        pointer = f"/{section}/{index}/{name}"
        first = seen.setdefault((scope, value), pointer)
        if first != pointer:
            file.faults.add(pointer, f"“{value}” is taken already at {first}")
