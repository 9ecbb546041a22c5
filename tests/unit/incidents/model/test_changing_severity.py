"""An incident becomes better or worse."""

import pytest
from tests.unit.incidents.model.cases import ANA, a_moment, a_policy, an_incident, following

from hikeshi.incidents.errors import IllegalTransitionError
from hikeshi.incidents.model.changing_severity import change_severity
from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.kernel.severity import Severity

ROSTER = following(a_policy((ANA,)))


@pytest.mark.parametrize("status", [IncidentStatus.RESOLVED, IncidentStatus.CLOSED])
def test_what_is_over_becomes_neither_better_nor_worse(status):
    """How bad it was stays as it was told."""
    with pytest.raises(IllegalTransitionError, match="severity"):
        change_severity(an_incident(status=status), Severity.SEV3, ROSTER, a_moment(by=ANA))


def test_another_severity_makes_people_s_edits_stale():
    """The version goes up by one."""
    incident = an_incident()

    changed = change_severity(incident, Severity.SEV3, ROSTER, a_moment(by=ANA)).incident

    assert (changed.severity, changed.version) == (Severity.SEV3, incident.version + 1)
