"""Saying that it is over."""

from tests.unit.incidents.desk import Desk, refuses_observers, refuses_stale

from hikeshi.incidents.use_cases.resolve_incident import ResolveIncident


def test_who_may_only_read_may_not():
    """The verb needs the permission to respond."""
    refuses_observers(ResolveIncident())


def test_a_stale_version_is_refused():
    """Who saw an older version has to look again."""
    refuses_stale(ResolveIncident())


def test_it_is_over():
    """Every plan ends; resolving again changes nothing."""
    desk = Desk(service={"auto_resolve_seconds": 3600})

    over = desk.run(ResolveIncident())

    assert over.status.value == "resolved"
    assert over.resolved_at == desk.world.now
    assert over.plans == ()
    assert desk.run(ResolveIncident()) == over
