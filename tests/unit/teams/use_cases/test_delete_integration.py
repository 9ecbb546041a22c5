"""No longer listening to a sender."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.teams.errors import IntegrationNotFoundError
from hikeshi.teams.use_cases.delete_integration import DeleteIntegration
from hikeshi.testing.builders import an_integration


def test_its_keys_die_with_it():
    """Nothing is found by the key any more."""
    office = Office()
    sender = an_integration()
    office.save("integrations", sender)
    office.do(DeleteIntegration(), sender.id)

    assert office.run(lambda work: work.integrations.find(sender.key)) is None
    with pytest.raises(IntegrationNotFoundError):
        office.do(DeleteIntegration(), sender.id)


def test_a_responder_silences_no_sender():
    """It takes the permission to configure."""
    office = Office()
    sender = an_integration()
    office.save("integrations", sender)
    with pytest.raises(ForbiddenError):
        office.do(DeleteIntegration(), sender.id, by="rosa")
