"""Giving back what a stopping worker had claimed."""

from tests.unit.notifications.office import Office

from hikeshi.notifications.use_cases.release_claims import ReleaseClaims


def test_it_is_due_again_at_once():
    """Another worker begins the same attempt anew, with its first number."""
    office = Office()
    claims = office.claim()
    office.do(ReleaseClaims(), claims)
    (again,) = office.claim()
    assert again.attempt.number == 1
    assert again.notification.id == claims[0].notification.id


def test_what_was_given_up_meanwhile_stays_so():
    """An acknowledgement in between is not undone."""
    office = Office()
    claims = office.claim()
    office.acknowledge("ben")
    office.do(ReleaseClaims(), claims)
    assert office.first.status.value == "expired"
