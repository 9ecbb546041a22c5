"""Sending again what could not be delivered."""

import pytest
from tests.unit.notifications.office import Office
from tests.unit.notifications.use_cases.test_record_deliveries import ElsewhereHeld

from hikeshi.kernel.actor import Role
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.errors import (
    IncidentBusyError,
    NobodyPagedAnyMoreError,
    NotADeadLetterError,
    NotificationNotFoundError,
)
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.notifications.use_cases.replay_dead_letter import ReplayDeadLetter


def replay(office: Office, notification_id=None, role: Role = Role.ADMIN):
    """Send the first notification again."""
    found = notification_id or office.first.id
    return office.do(ReplayDeadLetter(), found, by=office.person(role=role))


def test_it_is_due_now_with_its_old_identity():
    """A repetition carries the same idempotency key."""
    office = Office()
    office.report(office.claim(), Outcome.PERMANENT)
    again = replay(office)
    assert (again.id, again.status.value, again.outcome) == (office.first.id, "pending", None)
    assert office.first.id in {claim.notification.id for claim in office.claim()}


def test_only_dead_letters_are_sent_again():
    """What is pending, or unknown, is refused."""
    office = Office()
    with pytest.raises(NotADeadLetterError):
        replay(office)
    with pytest.raises(NotificationNotFoundError):
        replay(office, NotificationId(office.world.ids()))


def test_a_responder_may_not():
    """Dead letters are for those who operate."""
    office = Office()
    office.report(office.claim(), Outcome.PERMANENT)
    with pytest.raises(ForbiddenError):
        replay(office, role=Role.RESPONDER)


@pytest.mark.parametrize("kind", ["acknowledge", "resolve"])
def test_nobody_is_paged_about_what_somebody_has(kind):
    """Between the failure and the replay the incident was answered: nothing is sent."""
    office = Office()
    office.report(office.claim(), Outcome.PERMANENT)
    office.report(office.claim(), Outcome.PERMANENT)
    office.happens(kind, dedup_key="k", by="ben")

    with pytest.raises(NobodyPagedAnyMoreError):
        replay(office)
    assert office.claim() == []


def test_while_the_incident_is_being_changed_it_is_said_again():
    """What an acknowledgement decides at this moment is not known yet."""
    office = Office()
    office.report(office.claim(), Outcome.PERMANENT)
    by, dead = office.person(role=Role.ADMIN), office.first.id

    with pytest.raises(IncidentBusyError):
        office.world.do(lambda work: ReplayDeadLetter()(ElsewhereHeld(work), dead, by=by))
