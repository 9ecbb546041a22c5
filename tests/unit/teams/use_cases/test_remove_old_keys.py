"""Letting older keys die."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ConflictError
from hikeshi.teams.use_cases.remove_old_keys import RemoveOldKeys
from hikeshi.testing.builders import an_integration


def test_the_current_key_lives_alone():
    """Afterwards the old key opens nothing."""
    office = Office()
    sender = an_integration(keys=("n" * 32, "o" * 32))
    office.save("integrations", sender)

    assert office.do(RemoveOldKeys(), sender.id).keys == ("n" * 32,)
    assert office.run(lambda work: work.integrations.find("o" * 32)) is None


def test_the_current_key_is_never_removed():
    """Without an older key there is nothing to do, and it is said."""
    office = Office()
    sender = an_integration()
    office.save("integrations", sender)
    with pytest.raises(ConflictError):
        office.do(RemoveOldKeys(), sender.id)
