"""Sending again many pages that could not be delivered."""

import pytest
from tests.unit.notifications.office import Office
from tests.unit.notifications.use_cases.test_record_deliveries import ElsewhereHeld

from hikeshi.kernel.actor import Role
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.notifications.use_cases.replay_dead_letters import ReplayDeadLetters


def with_dead_letters():
    """Return an office in which phone and mail failed for good."""
    office = Office()
    office.report(office.claim(), Outcome.PERMANENT)
    office.report(office.claim(), Outcome.PERMANENT)
    return office, [n.id for n in office.notifications]


def replay(office, ids, role=Role.ADMIN):
    """Send these again; return what became of each."""
    made = office.do(ReplayDeadLetters(), ids, by=office.person(role=role))
    return [each.skipped and each.skipped.value for each in made]


def test_all_are_due_now_and_told_in_the_journal():
    """Each goes out again under its old identity, and each replay is a fact."""
    office, ids = with_dead_letters()

    assert replay(office, ids) == [None, None]
    assert {claim.notification.id for claim in office.claim()} == set(ids)
    assert office.kinds().count("notification.replayed") == 2


def test_said_twice_nothing_is_sent_twice():
    """What is due already, or unknown, is passed over and is no error."""
    office, ids = with_dead_letters()
    replay(office, ids)
    unknown = NotificationId(office.world.ids())

    assert replay(office, [*ids, unknown]) == ["no_dead_letter"] * 2


@pytest.mark.parametrize("kind", ["acknowledge", "resolve"])
def test_what_somebody_has_is_passed_over(kind):
    """The state of each is looked at when it is sent, not when it was listed."""
    office, ids = with_dead_letters()
    office.happens(kind, dedup_key="k", by="ben")

    assert replay(office, ids) == ["answered", "answered"]
    assert office.claim() == []


def test_what_is_being_changed_is_passed_over():
    """What an acknowledgement decides at this moment is not known yet."""
    office, ids = with_dead_letters()
    by = office.person(role=Role.ADMIN)
    made = office.world.do(lambda work: ReplayDeadLetters()(ElsewhereHeld(work), ids, by=by))

    assert [each.skipped.value for each in made] == ["busy", "busy"]


def test_a_responder_may_not():
    """Dead letters are for those who operate."""
    office, ids = with_dead_letters()
    with pytest.raises(ForbiddenError):
        replay(office, ids, role=Role.RESPONDER)
