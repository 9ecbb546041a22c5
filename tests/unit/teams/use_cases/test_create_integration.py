"""Letting senders post."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.errors import ForbiddenError, InvalidError
from hikeshi.teams.model.drafts import IntegrationDraft
from hikeshi.teams.model.integration import IntegrationKind
from hikeshi.teams.use_cases.create_integration import CreateIntegration
from hikeshi.testing.builders import a_service

CREATE = CreateIntegration(lambda: "k" * 32)
PAGERDUTY = IntegrationKind.PAGERDUTY


def test_a_sender_gets_a_key_that_is_written_down_nowhere():
    """The key is made, and the journal knows the sender by its name."""
    office = Office()
    sender = office.do(CREATE, IntegrationDraft(kind=PAGERDUTY, name="old tool"))

    assert sender.key == "k" * 32
    assert office.happened[0].key == "old tool"
    assert "kkkk" not in str(office.happened)


def test_the_owner_of_the_service_decides():
    """A manager lets senders post about their services, and not through the routes."""
    office = Office()
    service = a_service(team_id=office.team.id)
    office.save("services", service)
    manager = office.person("rosa", teams=((office.team.id, TeamRole.MANAGER),))
    draft = IntegrationDraft(kind=PAGERDUTY, name="x", service_id=service.id)

    assert office.do(CREATE, draft, by=manager).service_id == service.id
    with pytest.raises(ForbiddenError):
        office.do(CREATE, IntegrationDraft(kind=PAGERDUTY, name="x"), by=manager)


def test_only_generic_senders_have_a_mapping():
    """A mapping elsewhere would do nothing, and is refused."""
    with pytest.raises(InvalidError):
        IntegrationDraft(kind=PAGERDUTY, name="x", mapping={"title": "t"})
