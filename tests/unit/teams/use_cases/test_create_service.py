"""Beginning to watch over something."""

from datetime import timedelta

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.errors import ConflictError, ForbiddenError, InvalidError
from hikeshi.teams.model.drafts import ServiceDraft
from hikeshi.teams.use_cases.create_service import CreateService


def test_a_manager_creates_services_of_their_team_only():
    """The owning team decides who may."""
    office = Office()
    manager = office.person("rosa", teams=((office.team.id, TeamRole.MANAGER),))
    service = office.do(CreateService(), ServiceDraft(key="a", team_id=office.team.id), by=manager)

    assert (service.key, service.name, service.team_id) == ("a", "a", office.team.id)
    with pytest.raises(ForbiddenError):
        office.do(CreateService(), ServiceDraft(key="b"), by=manager)


def test_a_key_is_taken_once():
    """Two services of one key are refused."""
    office = Office()
    office.do(CreateService(), ServiceDraft(key="a"))
    with pytest.raises(ConflictError):
        office.do(CreateService(), ServiceDraft(key="a"))


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"acknowledge_timeout": timedelta(0)}, "/acknowledge_timeout_seconds"),
        ({"auto_resolve": timedelta(0)}, "/auto_resolve_seconds"),
        ({"description": "x" * 10_001}, "/description"),
        ({"key": "preview"}, "/key"),
    ],
)
def test_a_draft_that_breaks_a_rule_says_where(fields, pointer):
    """Each fault has the pointer of the wire."""
    with pytest.raises(InvalidError) as refused:
        ServiceDraft(**{"key": "a", **fields})

    assert refused.value.faults[0].pointer == pointer
