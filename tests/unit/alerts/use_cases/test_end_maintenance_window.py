"""Ending maintenance windows before their time."""

from uuid import UUID

import pytest
from tests.unit.alerts.use_cases.quiet import QuietOffice

from hikeshi.alerts.errors import MaintenanceWindowNotFoundError
from hikeshi.alerts.use_cases.create_maintenance_window import CreateMaintenanceWindow
from hikeshi.alerts.use_cases.end_maintenance_window import EndMaintenanceWindow
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.testing.builders import START


def end(office, window_id, by="olga"):
    """End a window."""
    return office.do(EndMaintenanceWindow(), window_id, owners=office.owners, by=by)


def create(office):
    """Make a window without an end."""
    draft = office.window(ends_at=None)
    return office.do(CreateMaintenanceWindow(), draft, owners=office.owners)


def test_it_ends_now_and_once():
    """The end is now; ending it again changes and records nothing."""
    office = QuietOffice()
    made = create(office)
    ended = end(office, made.id, by=office.member)

    assert (ended.ends_at, ended.version) == (START, 2)
    assert end(office, made.id) == ended
    assert len(office.happened) == 2


def test_who_observes_ends_nothing():
    """It needs the permission to respond for the services."""
    office = QuietOffice()
    made = create(office)
    with pytest.raises(ForbiddenError):
        end(office, made.id, by="otto")


def test_an_unknown_window_is_not_found():
    """There is nothing to end."""
    with pytest.raises(MaintenanceWindowNotFoundError):
        end(QuietOffice(), UUID(int=7))
