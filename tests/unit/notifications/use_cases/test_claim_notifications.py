"""Beginning attempts."""

from tests.unit.notifications.office import Office

from hikeshi.notifications.model.notification import NotificationStatus


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
