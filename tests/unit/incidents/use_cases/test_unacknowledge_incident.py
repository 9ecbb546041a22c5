"""Taking an acknowledgement back."""

from tests.unit.incidents.desk import Desk, refuses_observers, refuses_stale

from hikeshi.incidents.use_cases.unacknowledge_incident import UnacknowledgeIncident


def test_who_may_only_read_may_not():
    """The verb needs the permission to respond."""
    refuses_observers(UnacknowledgeIncident())


def test_a_stale_version_is_refused():
    """Who saw an older version has to look again."""
    refuses_stale(UnacknowledgeIncident())


def test_the_policy_goes_on():
    """The incident is triggered again, and whoever had it is paged on the same step."""
    desk = Desk()
    desk.acknowledge("cai")

    free = desk.run(UnacknowledgeIncident())

    assert free.status.value == "triggered"
    assert free.acknowledged_by is None
    desk.expect_page("cai", step=1)


def test_a_triggered_incident_stays_as_it_is():
    """Taking back what nobody has changes nothing."""
    desk = Desk()
    assert desk.run(UnacknowledgeIncident()) == desk.incident
