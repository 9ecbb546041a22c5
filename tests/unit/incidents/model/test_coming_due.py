"""What a timer does when its time has come."""

import pytest
from tests.unit.incidents.model.cases import (
    ANA,
    BEN,
    NOW,
    a_moment,
    a_policy,
    an_incident,
    following,
)

from hikeshi.incidents.model.coming_due import come_due
from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.incidents.model.timer import Timer, TimerKind

ROSTER = following(a_policy((ANA,), (BEN,)))


@pytest.mark.parametrize("kind", list(TimerKind))
def test_a_timer_of_an_earlier_epoch_does_nothing(kind):
    """What was planned before a change of hands is void, whatever it was."""
    incident = an_incident()
    stale = Timer(NOW, kind, incident.escalation.epoch - 1)
    decision = come_due(incident, stale, ROSTER, a_moment())
    assert decision.events == ()
    assert decision.incident == incident


@pytest.mark.parametrize("kind", [k for k in TimerKind if k is not TimerKind.ESCALATION])
def test_a_timer_of_an_incident_that_is_over_is_dropped(kind):
    """Nothing happens to what is resolved."""
    incident = an_incident(status=IncidentStatus.RESOLVED).planning(kind, NOW)
    decision = come_due(incident, incident.timers[0], ROSTER, a_moment())
    assert decision.events == ()
    assert decision.incident.plans == ()
