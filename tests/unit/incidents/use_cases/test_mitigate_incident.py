"""Saying that the harm has stopped."""

import pytest
from tests.unit.incidents.desk import Desk, refuses_observers, refuses_stale

from hikeshi.incidents.errors import IllegalTransitionError
from hikeshi.incidents.use_cases.mitigate_incident import MitigateIncident


def test_who_may_only_read_may_not():
    """The verb needs the permission to respond."""
    refuses_observers(MitigateIncident())


def test_a_stale_version_is_refused():
    """Who saw an older version has to look again."""
    refuses_stale(MitigateIncident())


def test_the_harm_has_stopped():
    """A mitigated incident is open, and nothing is planned for it; doing it again is no change."""
    desk = Desk()

    calm = desk.run(MitigateIncident())

    assert calm.status.value == "mitigated"
    assert calm.status.is_open
    assert calm.plans == ()
    assert desk.run(MitigateIncident()) == calm


def test_an_incident_that_is_over_cannot_be_mitigated():
    """Only open incidents are mitigated."""
    desk = Desk()
    desk.acts("ana", "resolve")

    with pytest.raises(IllegalTransitionError):
        desk.run(MitigateIncident())
