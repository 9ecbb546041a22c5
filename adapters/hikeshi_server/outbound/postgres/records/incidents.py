"""Tables of incidents, their escalation, timers and timeline, and of escalation policies.

An incident is locked through its row in `escalations`: narrow, and written by most decisions
anyway, so that a timer touches no page of the wide, searchable rows. No foreign keys on these
append paths. Not partitioned yet (see alerts).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Sequence, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Uuid

from hikeshi_server.outbound.postgres.records.record import ROOMY, Record

INCIDENT_NUMBERS = Sequence("incident_numbers", metadata=Record.metadata)

OPEN = text("status IN ('triggered', 'acknowledged', 'mitigated')")


class IncidentRecord(Record):
    """What people read and search; what timers move stands in `escalations`."""

    __tablename__ = "incidents"
    __table_args__ = (
        Index("incidents_open", "id", postgresql_where=OPEN),
        Index(
            "incidents_open_group",
            "service_id",
            "group_key",
            "id",
            postgresql_where=text(f"group_key IS NOT NULL AND {OPEN.text}"),
        ),
        Index("incidents_service_id_id", "service_id", "id"),
        Index("incidents_team_id_status_id", "team_id", "status", "id"),
        Index("incidents_severity_id", "severity", "id"),
        UniqueConstraint("number"),
        {"postgresql_with": ROOMY},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int]
    title: Mapped[str]
    description: Mapped[str]
    status: Mapped[str]
    severity: Mapped[str]
    urgency: Mapped[str]
    service_id: Mapped[UUID | None]
    team_id: Mapped[UUID | None]
    escalation_policy_id: Mapped[UUID | None]
    labels: Mapped[dict[str, Any]]
    group_key: Mapped[str | None]
    responder_ids: Mapped[list[UUID]]
    acknowledged_by: Mapped[UUID | None]
    alert_count: Mapped[int]
    created_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    mitigated_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    drill_id: Mapped[UUID | None]
    version: Mapped[int]

    escalation: Mapped["EscalationRecord"] = relationship(
        primaryjoin="IncidentRecord.id == foreign(EscalationRecord.incident_id)",
        uselist=False,
        lazy="raise",
        viewonly=True,
    )
    timers: Mapped[list["IncidentTimerRecord"]] = relationship(
        primaryjoin="IncidentRecord.id == foreign(IncidentTimerRecord.incident_id)",
        order_by="IncidentTimerRecord.due_at",
        lazy="raise",
        viewonly=True,
    )
    timeline: Mapped[list["TimelineEntryRecord"]] = relationship(
        primaryjoin="IncidentRecord.id == foreign(TimelineEntryRecord.incident_id)",
        order_by="TimelineEntryRecord.id",
        lazy="raise",
        viewonly=True,
    )


class EscalationRecord(Record):
    """Where an incident stands: the narrow row that steps write and every decision locks."""

    __tablename__ = "escalations"
    __table_args__ = (
        Index(
            "escalations_due",
            "next_step_at",
            "incident_id",
            postgresql_where=text("next_step_at IS NOT NULL"),
        ),
        {"postgresql_with": ROOMY},
    )

    incident_id: Mapped[UUID] = mapped_column(primary_key=True)
    policy_id: Mapped[UUID | None]
    policy_version: Mapped[int]
    step: Mapped[int]
    round: Mapped[int]
    epoch: Mapped[int]
    next_step_at: Mapped[datetime | None]
    waiting_until: Mapped[datetime | None]
    giver: Mapped[UUID | None]
    exhausted: Mapped[bool]
    paged_since_acknowledged: Mapped[bool]
    paged: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    assignee_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))


class AssignmentRecord(Record):
    """Everybody an incident was ever assigned to; lists by assignee start here.

    Rows are only added: whose incident it is now stands in `escalations.assignee_ids`.
    """

    __tablename__ = "assignments"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(primary_key=True)


class IncidentTimerRecord(Record):
    """A planned look at an incident beside its next step."""

    __tablename__ = "incident_timers"
    __table_args__ = (Index("incident_timers_due", "due_at", "incident_id"),)

    incident_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    epoch: Mapped[int]


class TurnRecord(Record):
    """Whose turn it is on a step that pages one target after the other, counted from 0.

    Locked after the incidents that ask for it. Kept when the policy changes, and when it goes.
    """

    __tablename__ = "turns"

    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    turn: Mapped[int]


class TimelineEntryRecord(Record):
    """One thing that happened to an incident."""

    __tablename__ = "timeline_entries"
    __table_args__ = (
        Index("timeline_entries_paged", "at", postgresql_where=text("kind = 'person.paged'")),
    )

    incident_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]]


class EscalationPolicyRecord(Record):
    """The newest version of a policy."""

    __tablename__ = "escalation_policies"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    team_id: Mapped[UUID | None] = mapped_column(index=True)
    document: Mapped[dict[str, Any]]

    versions: Mapped[list["EscalationPolicyVersionRecord"]] = relationship(
        primaryjoin="EscalationPolicyRecord.id == foreign(EscalationPolicyVersionRecord.policy_id)",
        order_by="EscalationPolicyVersionRecord.version",
        lazy="raise",
        viewonly=True,
    )


class EscalationPolicyVersionRecord(Record):
    """A policy as it was; kept after the policy is gone, for escalations still running on it."""

    __tablename__ = "escalation_policy_versions"

    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]]
