"""Changing senders."""

import pytest
from attrs import evolve
from tests.unit.teams.office import Office

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.teams.use_cases.edit_integration import EditIntegration
from hikeshi.testing.builders import a_service, an_integration


def test_keys_stay():
    """An edit touches no secret."""
    office = Office()
    sender = an_integration()
    office.save("integrations", sender)
    edited = office.do(EditIntegration(), sender.id, lambda draft: evolve(draft, name="x"))

    assert (edited.name, edited.keys) == ("x", sender.keys)


def test_a_sender_moves_between_services_one_configures():
    """A manager cannot take a sender of somebody else's service."""
    office = Office()
    own, foreign = a_service(team_id=office.team.id), a_service()
    sender = an_integration(service_id=own.id)
    office.save("services", own, foreign)
    office.save("integrations", sender)
    manager = office.person("rosa", teams=((office.team.id, TeamRole.MANAGER),))
    with pytest.raises(ForbiddenError):
        office.do(
            EditIntegration(),
            sender.id,
            lambda draft: evolve(draft, service_id=foreign.id),
            by=manager,
        )
