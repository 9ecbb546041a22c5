"""An incident's plans and status."""

import pytest
from tests.unit.incidents.model.cases import MINUTE, NOW, an_incident

from hikeshi.incidents.errors import IllegalTransitionError
from hikeshi.incidents.model.escalation import Escalation
from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.incidents.model.timer import TimerKind

AUTO, SNOOZE = TimerKind.AUTO_RESOLVE, TimerKind.SNOOZE


def test_plans_come_by_time_and_then_by_kind():
    """The next step is one of them; of two at one instant the kind decides."""
    incident = an_incident(Escalation(next_step_at=NOW + MINUTE))
    incident = incident.planning(SNOOZE, NOW).planning(AUTO, NOW + MINUTE)
    kinds = [plan.kind.value for plan in incident.plans]
    assert kinds == ["snooze", "auto_resolve", "escalation"]


def test_there_is_one_plan_of_a_kind():
    """Planning again moves it, planning nothing drops it."""
    incident = an_incident().planning(AUTO, NOW).planning(AUTO, NOW + MINUTE)
    assert [plan.due_at for plan in incident.plans] == [NOW + MINUTE]
    assert incident.planning(AUTO, None).plans == ()


def test_a_plan_is_due_at_its_instant():
    """Not a moment before."""
    incident = an_incident().planning(AUTO, NOW + MINUTE)
    assert incident.due(NOW) is None
    assert incident.due(NOW + MINUTE) is not None


def test_stopping_begins_an_epoch_and_keeps_what_is_named():
    """Kept plans carry the new epoch; all others are gone."""
    incident = an_incident(Escalation(next_step_at=NOW)).planning(AUTO, NOW).planning(SNOOZE, NOW)
    stopped = incident.stopped(keep=frozenset({AUTO}))
    assert stopped.escalation.epoch == incident.escalation.epoch + 1
    assert [(p.kind, p.epoch) for p in stopped.plans] == [(AUTO, stopped.escalation.epoch)]
    assert incident.stopped().plans == ()


def test_people_s_edits_become_stale_by_a_status_and_not_by_a_timer():
    """The version grows with the status only."""
    incident = an_incident()
    assert incident.planning(AUTO, NOW).version == incident.stopped().version == 1
    assert incident.entering(IncidentStatus.ACKNOWLEDGED).version == 2


@pytest.mark.parametrize("status", list(IncidentStatus))
def test_three_statuses_are_open(status):
    """What is resolved or closed refuses, naming status and verb."""
    incident = an_incident(status=status)
    if status.value in {"triggered", "acknowledged", "mitigated"}:
        incident.require_open("snoozed")
    else:
        with pytest.raises(IllegalTransitionError, match=f"{status}.*snoozed"):
            incident.require_open("snoozed")
