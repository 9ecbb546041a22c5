"""What is read about incidents and escalation policies, and the port that lists incidents."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol
from uuid import UUID

from attrs import field, fields, frozen

from hikeshi.incidents.model.drill import Drill
from hikeshi.incidents.model.drill_run import DrillOutcome, DrillRun
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.timeline_entry import TimelineEntry
from hikeshi.kernel.actor import ActorKind
from hikeshi.kernel.ids import (
    DrillId,
    DrillRunId,
    EscalationPolicyId,
    IncidentId,
    ServiceId,
    TeamId,
    UserId,
)
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.kernel.severity import Severity, Urgency


@frozen(kw_only=True)
class IncidentView:
    """An incident as everybody sees it; each field means what it means on the incident."""

    id: IncidentId
    number: int
    title: str
    description: str
    status: IncidentStatus
    severity: Severity
    urgency: Urgency
    service_id: ServiceId | None
    team_id: TeamId | None
    escalation_policy_id: EscalationPolicyId | None
    assignee_ids: tuple[UserId, ...]
    responder_ids: tuple[UserId, ...]
    labels: Mapping[str, str] = field(factory=dict)
    alert_count: int
    created_at: datetime
    acknowledged_at: datetime | None
    mitigated_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    snoozed_until: datetime | None
    next_escalation_at: datetime | None
    drill_id: DrillId | None
    version: int


@frozen(kw_only=True)
class IncidentFilters:
    """Which incidents are wanted; nothing = all. Several statuses or severities: any of them.

    Args:
        drill: Pages of drills, which are no incidents to anybody who counts; nothing = both.
    """

    SORTS: ClassVar[tuple[str, ...]] = ("-created_at", "created_at", "severity", "-severity")

    status: tuple[IncidentStatus, ...] | None = None
    service_id: ServiceId | None = None
    team_id: TeamId | None = None
    severity: tuple[Severity, ...] | None = None
    urgency: Urgency | None = None
    assignee_id: UserId | None = None
    drill: bool | None = False


@frozen(kw_only=True)
class ActorView:
    """Who did it: the kind, and the person or sender where there is one."""

    kind: ActorKind
    id: UUID | None


@frozen(kw_only=True)
class TimelineEntryView:
    """One thing that happened to an incident."""

    id: UUID
    at: datetime
    by: ActorView
    kind: str
    facts: Mapping[str, Any]


@frozen(kw_only=True)
class TimelineFilters:
    """Which entries are wanted; nothing = all."""

    SORTS: ClassVar[tuple[str, ...]] = ("at", "-at")

    kind: str | None = None


@frozen(kw_only=True)
class PolicyFilters:
    """Which escalation policies are wanted; nothing = all."""

    SORTS: ClassVar[tuple[str, ...]] = ("key", "-key", "name", "-name")

    key: str | None = None
    team_id: TeamId | None = None


@frozen(kw_only=True)
class DrillFilters:
    """Which drills are wanted; nothing = all."""

    SORTS: ClassVar[tuple[str, ...]] = ("key", "-key", "name", "-name")

    key: str | None = None
    team_id: TeamId | None = None
    enabled: bool | None = None


@frozen(kw_only=True)
class DrillView(Drill):
    """A drill, and when it runs by itself next; nothing where it does not."""

    next_run_at: datetime | None = None


@frozen(kw_only=True)
class DrillRunFilters:
    """Which runs are wanted; nothing = all. Several outcomes: any of them."""

    SORTS: ClassVar[tuple[str, ...]] = ("-started_at", "started_at")

    user_id: UserId | None = None
    outcome: tuple[DrillOutcome, ...] | None = None


@frozen(kw_only=True)
class DrillRunView:
    """A run of a drill; each field means what it means on the run."""

    id: DrillRunId
    drill_id: DrillId
    user_id: UserId | None
    incident_id: IncidentId | None
    via: str
    started_at: datetime
    acknowledge_by: datetime
    outcome: DrillOutcome
    ended_at: datetime | None
    acknowledged_after: timedelta | None
    channel: str | None
    reason: str


@frozen(kw_only=True)
class PageFilters:
    """Which pages are counted; those of drills never are.

    Args:
        since: The first instant.
        until: The first instant after.
        team_id: Pages about the team's incidents; nothing = all.
        via: How the people were found, such as `schedule:primary`; nothing = any way.
    """

    since: datetime
    until: datetime
    team_id: TeamId | None = None
    via: str | None = None


@frozen(kw_only=True)
class PagesOfMinute:
    """How often a person was paged within a minute.

    Args:
        at: The first of these pages.
    """

    user_id: UserId
    at: datetime
    count: int


class IncidentQueries(Protocol):
    """Lists incidents and their timelines without locking anything."""

    async def list_page(self, page: PageRequest, filters: IncidentFilters) -> PageOf[IncidentView]:
        """Return a page of the incidents that pass the filters."""
        ...

    async def timeline_page(
        self, incident_id: IncidentId, page: PageRequest, filters: TimelineFilters
    ) -> PageOf[TimelineEntryView]:
        """Return a page of an incident's timeline."""
        ...

    async def open_of_policies(
        self, policy_ids: Sequence[EscalationPolicyId], limit: int
    ) -> Sequence[IncidentView]:
        """Return the open incidents of these policies, the worst first, then the oldest."""
        ...

    async def count_pages(self, filters: PageFilters) -> Sequence[PagesOfMinute]:
        """Return how often people were paged, by person, then minute."""
        ...


class DrillQueries(Protocol):
    """Lists what drills showed without locking anything."""

    async def runs_page(
        self, drill_id: DrillId, page: PageRequest, filters: DrillRunFilters
    ) -> PageOf[DrillRun]:
        """Return a page of the drill's runs that pass the filters."""
        ...


def drill_view(drill: Drill, now: datetime) -> DrillView:
    """Return the drill with its next run."""
    values = {entry.name: getattr(drill, entry.name) for entry in fields(Drill)}
    return DrillView(**values, next_run_at=drill.next_run_after(now))


def drill_run_view(run: DrillRun) -> DrillRunView:
    """Return the run as everybody sees it."""
    return DrillRunView(**{entry.name: getattr(run, entry.name) for entry in fields(DrillRunView)})


def incident_view(incident: Incident) -> IncidentView:
    """Return the incident as everybody sees it."""
    return IncidentView(
        **{entry.name: getattr(incident, entry.name) for entry in fields(IncidentView)}
    )


def timeline_entry_view(entry: TimelineEntry) -> TimelineEntryView:
    """Return the entry as everybody sees it."""
    return TimelineEntryView(
        id=entry.id,
        at=entry.at,
        by=ActorView(kind=entry.by.kind, id=entry.by.id),
        kind=entry.kind,
        facts=entry.facts,
    )
