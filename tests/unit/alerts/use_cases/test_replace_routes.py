"""Writing the list of routes anew."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.alerts.errors import RoutesIncompleteError
from hikeshi.alerts.use_cases.replace_routes import ReplaceRoutes, RouteDraft, version_of
from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.errors import ForbiddenError, StaleError
from hikeshi.kernel.ids import ServiceId
from hikeshi.kernel.severity import Severity
from hikeshi.testing.builders import new_id

SERVICE = ServiceId(new_id())
CATCH_ALL = RouteDraft(service_id=SERVICE)
WEB = RouteDraft(service_id=SERVICE, labels={"team": "web"}, severity=Severity.SEV1)


def routes(office):
    """Return the list as it is kept."""
    return list(office.store.directory().routes)


def test_the_list_takes_the_place_of_the_one_before():
    """Routes stand in the order given; those before are gone."""
    office = Office()
    office.do(ReplaceRoutes(), [CATCH_ALL])
    written = office.do(ReplaceRoutes(), [WEB, CATCH_ALL])

    assert routes(office) == list(written)
    assert [(r.position, r.labels, r.severity) for r in written] == [
        (0, {"team": "web"}, Severity.SEV1),
        (1, None, None),
    ]
    assert [event.count for event in office.happened] == [1, 2]


def test_the_last_route_matches_all():
    """A list that could lose a signal is refused, and the one before stays."""
    office = Office()
    before = office.do(ReplaceRoutes(), [CATCH_ALL])
    with pytest.raises(RoutesIncompleteError) as refused:
        office.do(ReplaceRoutes(), [CATCH_ALL, WEB])

    assert refused.value.faults[0].pointer == "/1/match"
    assert routes(office) == list(before)


def test_a_list_somebody_else_wrote_meanwhile_is_stale():
    """Every writing gives the list another version."""
    office = Office()
    before = version_of(office.do(ReplaceRoutes(), [CATCH_ALL]))
    office.do(ReplaceRoutes(), [WEB, CATCH_ALL], expected_version=before)
    with pytest.raises(StaleError):
        office.do(ReplaceRoutes(), [CATCH_ALL], expected_version=before)


def test_routes_belong_to_everybody():
    """A manager of one team does not decide where all signals go."""
    office = Office()
    manager = office.person("rosa", teams=((office.team.id, TeamRole.MANAGER),))
    with pytest.raises(ForbiddenError):
        office.do(ReplaceRoutes(), [CATCH_ALL], by=manager)
