"""Incidents as columns of a batch, and back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hikeshi.incidents.model.escalation import Escalation
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.timer import Timer, TimerKind
from hikeshi.kernel.ids import IncidentId
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi_server.outbound.postgres.json_text import to_array, to_json
from hikeshi_server.outbound.postgres.session import Row
from hikeshi_server.outbound.postgres.words import log_left, meanings

_SEVERITIES, _STATUSES = meanings(Severity), meanings(IncidentStatus)
_TIMERS = meanings(TimerKind)

#: The columns of a batch, in the order of the statement's parameters.
Columns = tuple[Sequence[Any], ...]


def wide_columns(incidents: Sequence[Incident]) -> Columns:
    """Return what people read and search."""
    return (
        [i.title for i in incidents],
        [i.description for i in incidents],
        [i.status for i in incidents],
        [i.severity for i in incidents],
        [i.urgency for i in incidents],
        [i.service_id for i in incidents],
        [i.team_id for i in incidents],
        [i.escalation_policy_id for i in incidents],
        [to_json(i.labels) for i in incidents],
        [i.group_key for i in incidents],
        [to_array(i.responder_ids) for i in incidents],
        [i.acknowledged_by for i in incidents],
        [i.alert_count for i in incidents],
        [i.acknowledged_at for i in incidents],
        [i.mitigated_at for i in incidents],
        [i.resolved_at for i in incidents],
        [i.closed_at for i in incidents],
        [i.snoozed_until for i in incidents],
        [i.version for i in incidents],
    )


def narrow_columns(incidents: Sequence[Incident]) -> Columns:
    """Return what steps change."""
    escalations = [i.escalation for i in incidents]
    return (
        [e.policy_id for e in escalations],
        [e.policy_version for e in escalations],
        [e.step for e in escalations],
        [e.round for e in escalations],
        [e.epoch for e in escalations],
        [e.next_step_at for e in escalations],
        [e.waiting_until for e in escalations],
        [e.giver for e in escalations],
        [e.exhausted for e in escalations],
        [i.paged_since_acknowledged for i in incidents],
        [to_array(e.paged) for e in escalations],
        [to_array(i.assignee_ids) for i in incidents],
    )


def timer_columns(timers: Sequence[tuple[IncidentId, Timer]]) -> Columns:
    """Return timers with the incidents they belong to."""
    return (
        [incident_id for incident_id, _ in timers],
        [timer.kind for _, timer in timers],
        [timer.due_at for _, timer in timers],
        [timer.epoch for _, timer in timers],
    )


def to_incidents(rows: Iterable[Row]) -> Mapping[IncidentId, Incident]:
    """Return the incidents of rows, without those whose words this release does not know."""
    found: dict[IncidentId, Incident] = {}
    for row in rows:
        if row["status"] in _STATUSES and row["severity"] in _SEVERITIES:
            found[row["id"]] = to_incident(row)
        else:
            log_left("incidents")
    return found


def to_incident(row: Row) -> Incident:
    """Return the incident of a row joined with its escalation and timers."""
    return Incident(
        id=row["id"],
        number=row["number"],
        title=row["title"],
        created_at=row["created_at"],
        severity=_SEVERITIES[row["severity"]],
        urgency=Urgency(row["urgency"]),
        service_id=row["service_id"],
        team_id=row["team_id"],
        escalation_policy_id=row["escalation_policy_id"],
        description=row["description"],
        status=_STATUSES[row["status"]],
        labels=row["labels"],
        group_key=row["group_key"],
        assignee_ids=tuple(row["assignee_ids"]),
        responder_ids=tuple(row["responder_ids"]),
        acknowledged_by=row["acknowledged_by"],
        paged_since_acknowledged=row["paged_since_acknowledged"],
        alert_count=row["alert_count"],
        acknowledged_at=row["acknowledged_at"],
        mitigated_at=row["mitigated_at"],
        resolved_at=row["resolved_at"],
        closed_at=row["closed_at"],
        snoozed_until=row["snoozed_until"],
        escalation=_escalation(row),
        timers=_timers(row),
        drill_id=row["drill_id"],
        version=row["version"],
    )


def _escalation(row: Row) -> Escalation:
    return Escalation(
        policy_id=row["policy_id"],
        policy_version=row["policy_version"],
        step=row["step"],
        round=row["round"],
        epoch=row["epoch"],
        next_step_at=row["next_step_at"],
        paged=tuple(row["paged"]),
        exhausted=row["exhausted"],
        waiting_until=row["waiting_until"],
        giver=row["giver"],
    )


def _timers(row: Row) -> tuple[Timer, ...]:
    if row["kinds"] is None:
        return ()
    planned = zip(row["due_ats"], row["kinds"], row["epochs"], strict=True)
    known = [
        Timer(due_at, _TIMERS[kind], epoch) for due_at, kind, epoch in planned if kind in _TIMERS
    ]
    if len(known) < len(row["kinds"]):
        log_left("incident_timers")
    return tuple(known)
