"""What the incidents domain needs of the world."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from hikeshi.incidents.model.drill import Drill
from hikeshi.incidents.model.drill_run import DrillRun
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.model.timeline_entry import TimelineEntry
from hikeshi.incidents.model.turns import TurnPlace
from hikeshi.kernel.ids import DrillId, EscalationPolicyId, IncidentId, ServiceId, UserId
from hikeshi.kernel.work import Documents, Recorder


class IncidentRepository(Protocol):
    """Keeps incidents with their escalation and timers."""

    async def next_numbers(self, count: int) -> Sequence[int]:
        """Return that many unused incident numbers, ascending."""
        ...

    async def add_many(self, incidents: Sequence[Incident]) -> None:
        """Write new incidents."""
        ...

    async def get_many(self, ids: Iterable[IncidentId]) -> Mapping[IncidentId, Incident]:
        """Return those that exist."""
        ...

    async def lock_many(
        self, ids: Iterable[IncidentId], *, skip_locked: bool = False
    ) -> Mapping[IncidentId, Incident]:
        """Return those that exist, locked in the order of their ids until the work ends.

        Args:
            ids: Whom to lock.
            skip_locked: Leave out those another work holds instead of waiting for it.
        """
        ...

    async def save_many(self, changes: Sequence[tuple[Incident, Incident]]) -> None:
        """Write locked incidents, each given as it was and as it is now."""
        ...

    async def statuses(self, ids: Iterable[IncidentId]) -> Mapping[IncidentId, IncidentStatus]:
        """Return the statuses of those that exist; no lock."""
        ...


@frozen
class OpenGroup:
    """An open incident that takes in further alerts of its group."""

    incident_id: IncidentId
    created_at: datetime


class IncidentGroups(Protocol):
    """Finds the open incident of a group of alerts."""

    async def lock_open(
        self, groups: Iterable[tuple[ServiceId, str]]
    ) -> Mapping[tuple[ServiceId, str], OpenGroup]:
        """Keep others from opening an incident for these groups; return those open, newest.

        Args:
            groups: Service and group key of each.
        """
        ...


class Timeline(Protocol):
    """Keeps what happened to incidents."""

    async def append_many(self, entries: Sequence[TimelineEntry]) -> None:
        """Write entries; none is ever changed."""
        ...

    async def of_incident(self, incident_id: IncidentId) -> Sequence[TimelineEntry]:
        """Return the incident's entries in the order they happened."""
        ...


class IncidentTimers(Protocol):
    """Finds the incidents whose time has come."""

    async def due(self, now: datetime, limit: int) -> Sequence[IncidentId]:
        """Return incidents with a timer due at `now`, the longest overdue first; no lock."""
        ...

    async def next_due_at(self) -> datetime | None:
        """Return when the next timer is due."""
        ...


class TurnRepository(Protocol):
    """Keeps whose turn it is on steps that page one target after the other."""

    async def lock_many(self, places: Iterable[TurnPlace]) -> Mapping[TurnPlace, int]:
        """Return the turn of each place, from 0, locked in one order until the work ends."""
        ...

    async def save_many(self, turns: Mapping[TurnPlace, int]) -> None:
        """Write the turns of locked places."""
        ...


class EscalationPolicyRepository(Documents[EscalationPolicyId, EscalationPolicy], Protocol):
    """Keeps escalation policies and every version they ever had."""

    async def get_versions(
        self, versions: Iterable[tuple[EscalationPolicyId, int]]
    ) -> Mapping[tuple[EscalationPolicyId, int], EscalationPolicy]:
        """Return those versions that exist; a version never changes."""
        ...


class DrillRepository(Documents[DrillId, Drill], Protocol):
    """Keeps drills."""


class DrillTimers(Protocol):
    """Keeps when drills run by themselves next."""

    async def plan(self, runs: Mapping[DrillId, datetime | None]) -> None:
        """Write when these run next; nothing = not at all."""
        ...

    async def lock_due(self, now: datetime, limit: int) -> Mapping[DrillId, datetime]:
        """Return what is due and since when, longest first, locked until the work ends.

        What another work holds is left out.
        """
        ...

    async def next_run_at(self) -> datetime | None:
        """Return when the first one is due."""
        ...


class DrillRunRepository(Protocol):
    """Keeps what runs of drills showed."""

    async def add_many(self, runs: Sequence[DrillRun]) -> None:
        """Write new runs."""
        ...

    async def save_many(self, runs: Sequence[DrillRun]) -> None:
        """Write runs that were there before."""
        ...

    async def of_incidents(self, ids: Iterable[IncidentId]) -> Mapping[IncidentId, DrillRun]:
        """Return the run each of these incidents is the page of, where it is one."""
        ...

    async def waiting(self, drill_id: DrillId) -> Sequence[DrillRun]:
        """Return the drill's runs that nobody has answered yet, oldest first."""
        ...

    async def latest_of(self, user_ids: Iterable[UserId]) -> Mapping[UserId, DrillRun]:
        """Return the newest run of each person that has shown something."""
        ...


class IncidentWork(Recorder, Protocol):
    """The part of a unit of work the incidents domain sees."""

    @property
    def incidents(self) -> IncidentRepository:
        """The incidents."""
        ...

    @property
    def incident_groups(self) -> IncidentGroups:
        """The open incidents of groups."""
        ...

    @property
    def timeline(self) -> Timeline:
        """What happened to incidents."""
        ...

    @property
    def incident_timers(self) -> IncidentTimers:
        """What is planned for incidents."""
        ...

    @property
    def turns(self) -> TurnRepository:
        """Whose turn it is."""
        ...

    @property
    def escalation_policies(self) -> EscalationPolicyRepository:
        """The escalation policies."""
        ...

    @property
    def drills(self) -> DrillRepository:
        """The drills."""
        ...

    @property
    def drill_timers(self) -> DrillTimers:
        """When drills run next."""
        ...

    @property
    def drill_runs(self) -> DrillRunRepository:
        """What drills showed."""
        ...

    async def roster(self, incidents: Iterable[Incident]) -> Roster:
        """Return what decisions about these incidents have to look up."""
        ...
