"""Making maintenance windows."""

import pytest
from tests.unit.alerts.use_cases.quiet import HOUR, QuietOffice

from hikeshi.alerts.use_cases.create_maintenance_window import CreateMaintenanceWindow
from hikeshi.kernel.errors import ConflictError, ForbiddenError, InvalidError
from hikeshi.testing.builders import START


def create(office, *, by="olga", **changes):
    """Make a window."""
    draft = office.window(**changes)
    return office.do(CreateMaintenanceWindow(), draft, owners=office.owners, by=by)


def test_a_window_says_who_made_it():
    """It begins now where nothing is said."""
    office = QuietOffice()
    made = create(office, by="rosa", key="move")

    assert (made.starts_at, made.created_by, made.key) == (START, office.users["rosa"].id, "move")
    assert office.store.directory().maintenance_windows == {made.id: made}
    assert [event.service_ids for event in office.happened] == [(office.api.id,)]


def test_it_may_have_no_end():
    """Without an end it holds until somebody ends it."""
    assert create(QuietOffice(), ends_at=None).ends_at is None


def test_one_that_would_never_hold_is_refused():
    """It has to end after now."""
    with pytest.raises(InvalidError):
        create(QuietOffice(), ends_at=START - HOUR)


def test_the_owners_of_all_services_count():
    """Who responds for one team does not quiet a service of another, or of nobody."""
    office = QuietOffice()
    assert create(office, by=office.member).version == 1
    with pytest.raises(ForbiddenError):
        create(office, by=office.member, service_ids=(office.api.id, office.lost.id))
    with pytest.raises(ForbiddenError):
        create(office, by="otto")


def test_a_key_is_taken_once():
    """Two windows do not share a key; any number go without."""
    office = QuietOffice()
    create(office, key="move")
    create(office)
    create(office)
    with pytest.raises(ConflictError):
        create(office, key="move")
