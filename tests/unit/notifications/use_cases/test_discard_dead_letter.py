"""Taking one page off the list of dead letters, or being told why it stays."""

import pytest
from tests.unit.notifications.use_cases.test_discard_dead_letters import CALLED, FORCED
from tests.unit.notifications.use_cases.test_replay_dead_letters import with_dead_letters

from hikeshi.kernel.actor import Role
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.errors import (
    NobodyReachedError,
    NotADeadLetterError,
    NotificationNotFoundError,
)
from hikeshi.notifications.use_cases.discard_dead_letter import DiscardDeadLetter


def discard(office, notification_id, asked):
    """Discard it as somebody who may."""
    by = office.person(role=Role.ADMIN)
    return office.do(DiscardDeadLetter(), notification_id, asked, by=by)


def test_it_goes_or_the_reason_is_told():
    """Nobody knows of its incident; forced, it goes; then it is no dead letter any more."""
    office, (one, _) = with_dead_letters()
    with pytest.raises(NobodyReachedError):
        discard(office, one, CALLED)
    assert discard(office, one, FORCED).discarded_at == office.world.now
    with pytest.raises(NotADeadLetterError):
        discard(office, one, FORCED)


def test_an_unknown_one_is_not_found():
    """There is no such notification."""
    office, _ = with_dead_letters()
    with pytest.raises(NotificationNotFoundError):
        discard(office, NotificationId(office.world.ids()), FORCED)
