"""What a person with fewer permissions tries by way of objects and answers of others."""

from uuid import UUID

import pytest
from attrs import evolve

from hikeshi.kernel.actor import Role, TeamRole
from hikeshi.kernel.ids import TeamId
from tests.unit.inbound.http.api.world import new_world


@pytest.fixture
def teams():
    """Two teams; otto, an observer elsewhere, responds in one, and the other owns a service."""
    world = new_world()
    own = world.made("/teams", {"key": "own"})
    other = world.made("/teams", {"key": "other"})
    world.made("/services", {"key": "theirs", "team_id": other["id"]})
    otto = world.actors["otto"]
    assert otto.role is Role.OBSERVER
    place = (TeamId(UUID(own["id"])), TeamRole.RESPONDER)
    world.actors["otto"] = evolve(otto, teams=(place,))
    return world


def test_a_team_does_not_declare_for_the_service_of_another(teams):
    """Naming one's own team opens no service that belongs to somebody else."""
    for body in ({"service_id": "theirs"}, {"service_id": "theirs", "team_id": "own"}):
        assert (
            teams.call("POST", "/incidents", {"title": "t", **body}, by="otto").status_code == 403
        )

    assert teams.made("/incidents", {"title": "t", "team_id": "own"}, by="otto")
    assert teams.made("/incidents", {"title": "t", "service_id": "theirs", "team_id": "own"})


def test_a_token_sees_no_kept_answer_beyond_its_scopes(teams):
    """Repeating a request with a lesser token of the same person is a new request, and refused."""
    teams.actors["token"] = evolve(teams.actors["olga"], scopes=frozenset({"read"}))
    body, again = {"kind": "generic", "name": "n"}, {"Idempotency-Key": "once"}
    made = teams.call("POST", "/integrations", body, headers=again)
    assert made.json["key"] is not None

    repeated = teams.call("POST", "/integrations", body, by="token", headers=again)

    assert repeated.status_code == 403
    assert made.json["key"] not in repeated.text
