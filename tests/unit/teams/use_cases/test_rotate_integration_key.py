"""Giving a sender a new key."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ForbiddenError, StaleError
from hikeshi.teams.use_cases.rotate_integration_key import RotateIntegrationKey
from hikeshi.testing.builders import an_integration

ROTATE = RotateIntegrationKey(lambda: "n" * 32)


def test_both_keys_live():
    """The new key stands in front, the old one still opens the door."""
    office = Office()
    sender = an_integration()
    office.save("integrations", sender)
    rotated = office.do(ROTATE, sender.id)

    assert rotated.keys == ("n" * 32, sender.key)
    assert office.run(lambda work: work.integrations.find(sender.key)) == rotated
    assert office.facts() == [("ObjectChanged", "integration", ("keys",))]


def test_a_refusal_makes_no_key():
    """Who may not, or saw another version, changes nothing."""
    office = Office()
    sender = an_integration()
    office.save("integrations", sender)
    with pytest.raises(ForbiddenError):
        office.do(ROTATE, sender.id, by="rosa")
    with pytest.raises(StaleError):
        office.do(ROTATE, sender.id, expected_version=2)

    assert office.store.integrations.rows[sender.id] == sender
