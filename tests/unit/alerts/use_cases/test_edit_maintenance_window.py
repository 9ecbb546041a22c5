"""Changing maintenance windows."""

from uuid import UUID

import pytest
from attrs import evolve
from tests.unit.alerts.use_cases.quiet import HOUR, QuietOffice

from hikeshi.alerts.errors import MaintenanceWindowNotFoundError
from hikeshi.alerts.use_cases.create_maintenance_window import CreateMaintenanceWindow
from hikeshi.alerts.use_cases.edit_maintenance_window import EditMaintenanceWindow
from hikeshi.kernel.errors import ForbiddenError, StaleError
from hikeshi.testing.builders import START


def edit(office, window_id, *, by="olga", expected_version=None, **changes):
    """Change a window."""
    return office.do(
        EditMaintenanceWindow(),
        window_id,
        lambda draft: evolve(draft, **changes),
        owners=office.owners,
        by=by,
        expected_version=expected_version,
    )


def create(office):
    """Make a window."""
    return office.do(CreateMaintenanceWindow(), office.window(), owners=office.owners)


def test_a_window_is_made_longer():
    """What changed is recorded."""
    office = QuietOffice()
    made = create(office)

    assert edit(office, made.id, ends_at=START + 2 * HOUR).version == 2
    assert office.happened[-1].fields == ("ends_at",)


def test_an_edit_that_changes_nothing_is_not_recorded():
    """The same values leave version and journal alone."""
    office = QuietOffice()
    made = create(office)

    assert edit(office, made.id) is made
    assert len(office.happened) == 1


def test_a_stale_version_is_refused():
    """Who saw an older version is told so."""
    office = QuietOffice()
    with pytest.raises(StaleError):
        edit(office, create(office).id, expected_version=9)


def test_an_unknown_window_is_not_found():
    """There is nothing to change."""
    with pytest.raises(MaintenanceWindowNotFoundError):
        edit(QuietOffice(), UUID(int=7))


def test_a_team_takes_in_only_its_own_services():
    """A service somebody else owns is not quieted by the way."""
    office = QuietOffice()
    made = create(office)
    with pytest.raises(ForbiddenError):
        edit(office, made.id, by=office.member, service_ids=(office.lost.id,))
