"""Taking an incident up again."""

import pytest
from tests.unit.incidents.desk import Desk, refuses_observers, refuses_stale

from hikeshi.incidents.errors import IllegalTransitionError
from hikeshi.incidents.use_cases.close_incident import CloseIncident
from hikeshi.incidents.use_cases.escalate_incident import EscalateIncident
from hikeshi.incidents.use_cases.mitigate_incident import MitigateIncident
from hikeshi.incidents.use_cases.reopen_incident import ReopenIncident
from hikeshi.incidents.use_cases.resolve_incident import ResolveIncident


def test_who_may_only_read_may_not():
    """The verb needs the permission to respond."""
    refuses_observers(ReopenIncident())


def test_a_stale_version_is_refused():
    """Who saw an older version has to look again."""
    refuses_stale(ReopenIncident())


@pytest.mark.parametrize("verb", [ResolveIncident(), MitigateIncident()])
def test_the_policy_starts_from_its_first_step(verb):
    """What was over or calm is triggered again, and paged from the beginning."""
    desk = Desk()
    desk.run(EscalateIncident())
    desk.run(verb)
    desk.forget()

    again = desk.run(ReopenIncident())

    assert again.status.value == "triggered"
    assert (again.resolved_at, again.mitigated_at, again.acknowledged_by) == (None, None, None)
    desk.expect_page("ana", step=1, round=1)


def test_a_triggered_incident_stays_as_it_is():
    """Reopening what is open changes nothing."""
    desk = Desk()
    assert desk.run(ReopenIncident()) == desk.incident


def test_a_closed_incident_stays_closed():
    """A closed incident is not taken up again; a new one is declared."""
    desk = Desk()
    desk.run(ResolveIncident())
    desk.run(CloseIncident())

    with pytest.raises(IllegalTransitionError, match="declare a new one"):
        desk.run(ReopenIncident())


def test_an_acknowledged_incident_is_being_worked_on():
    """What somebody has is not reopened."""
    desk = Desk()
    desk.acknowledge("ana")

    with pytest.raises(IllegalTransitionError):
        desk.run(ReopenIncident())
