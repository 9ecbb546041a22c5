"""Beginning attempts."""

from datetime import timedelta

from tests.unit.notifications.office import Office

from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.model.notification import NotificationStatus
from hikeshi.notifications.use_cases.claim_notifications import ClaimNotifications
from hikeshi.testing.builders import new_id


def test_an_attempt_begins_before_anything_leaves():
    """A claim writes the attempt with its number and worker, and holds the notification."""
    office = Office()
    (claim,) = office.claim()
    assert office.first.status is NotificationStatus.SENDING
    assert (claim.attempt.number, claim.attempt.worker) == (1, "w")
    assert list(office.world.store.attempts.rows.values()) == [claim.attempt]


def test_what_is_being_sent_is_not_begun_again():
    """A second claim finds nothing."""
    office = Office()
    office.claim()
    assert office.claim() == []


def test_nothing_is_due_before_its_time():
    """A rule with a delay waits for it."""
    office = Office(minutes=(5,))
    assert office.claim() == []
    office.advance(minutes=5)
    assert len(office.claim()) == 1


def test_a_limit_never_splits_a_person_s_rules():
    """With a notification come all due ones of the person, so that the newest is known."""
    office = Office(minutes=(0, 2, 4))
    office.advance(minutes=5)
    (claim,) = office.claim(limit=1)
    assert claim.notification.planned_at == max(n.planned_at for n in office.notifications)
    assert office.kinds().count("notification.superseded") == 2


def test_nothing_begins_for_an_incident_that_is_over():
    """The status is looked at in the same moment as the claim."""
    office = Office()
    office.acts("ben", "resolve")
    assert office.claim() == []


def test_what_is_named_begins_once_however_often_it_is_named():
    """Word that comes twice, or about something unknown, begins nothing a second time."""
    office = Office()
    named = [office.first.id, NotificationId(new_id())]
    claim = ClaimNotifications("w")

    [begun] = office.world.do(lambda work: claim.these(work, named))

    assert begun.notification.id == office.first.id
    assert office.world.do(lambda work: claim.these(work, named)) == ()


def test_what_is_named_is_looked_at_again():
    """Word of a page about an incident somebody acknowledged meanwhile begins nothing."""
    office = Office()
    office.acknowledge("ana")
    claim = ClaimNotifications("w")

    assert office.world.do(lambda work: claim.these(work, [office.first.id])) == ()


def test_what_is_left_to_a_queue_is_found_later():
    """Who leaves the latest to a queue finds them once they have been due for that long."""
    office = Office()
    claim, left = ClaimNotifications("w"), timedelta(seconds=3)
    assert office.world.do(lambda work: claim(work, limit=10, left_alone=left)) == ()

    office.advance(seconds=3)

    assert len(office.world.do(lambda work: claim(work, limit=10, left_alone=left))) == 1
