"""Saying that nothing is left to do."""

import pytest
from tests.unit.incidents.desk import Desk, refuses_observers, refuses_stale

from hikeshi.incidents.errors import IllegalTransitionError
from hikeshi.incidents.use_cases.close_incident import CloseIncident


def test_who_may_only_read_may_not():
    """The verb needs the permission to respond."""
    refuses_observers(CloseIncident())


def test_a_stale_version_is_refused():
    """Who saw an older version has to look again."""
    refuses_stale(CloseIncident())


def test_a_resolved_incident_is_closed():
    """Nothing is left to do; closing again changes nothing."""
    desk = Desk()
    desk.acts("ana", "resolve")

    closed = desk.run(CloseIncident())

    assert closed.status.value == "closed"
    assert closed.closed_at == desk.world.now
    assert desk.run(CloseIncident()) == closed


def test_an_open_incident_cannot_be_closed():
    """It has to be resolved first, and the refusal says so."""
    with pytest.raises(IllegalTransitionError, match="resolve it before"):
        Desk().run(CloseIncident())
