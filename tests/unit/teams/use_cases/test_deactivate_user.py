"""People leaving."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.teams.errors import LastOwnerError
from hikeshi.teams.use_cases.deactivate_user import DeactivateUser


def test_who_leaves_is_kept_but_inactive():
    """Nothing is deleted; doing it twice changes nothing more."""
    office = Office()
    rosa = office.users["rosa"]
    once = office.do(DeactivateUser(), rosa.id)

    assert (once.active, once.version) == (False, 2)
    assert office.do(DeactivateUser(), rosa.id) == once


def test_the_last_owner_stays():
    """The organisation keeps an owner."""
    office = Office()
    with pytest.raises(LastOwnerError):
        office.do(DeactivateUser(), office.users["olga"].id)


def test_nobody_leaves_by_their_own_hand():
    """Deactivating is an administrator's."""
    office = Office()
    with pytest.raises(ForbiddenError):
        office.do(DeactivateUser(), office.users["rosa"].id, by="rosa")
