"""Changing on which days nobody works."""

from datetime import date

import pytest
from attrs import evolve
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import StaleError
from hikeshi.teams.model.drafts import HolidaySetDraft
from hikeshi.teams.use_cases.create_holiday_set import CreateHolidaySet
from hikeshi.teams.use_cases.edit_holiday_set import EditHolidaySet

DAY = date(2026, 1, 1)


def test_an_edit_is_the_next_version():
    """The fields wanted are the set's, and what changed is written down."""
    office = Office()
    made = office.do(CreateHolidaySet(), HolidaySetDraft(key="jp"))
    edited = office.do(EditHolidaySet(), made.id, lambda draft: evolve(draft, dates=(DAY,)))

    assert (edited.dates, edited.version) == ((DAY,), 2)
    assert office.facts()[-1] == ("ObjectChanged", "holiday-set", ("dates",))


def test_a_stale_edit_changes_nothing():
    """Who saw another version is told so."""
    office = Office()
    made = office.do(CreateHolidaySet(), HolidaySetDraft(key="jp"))
    with pytest.raises(StaleError):
        office.do(EditHolidaySet(), made.id, lambda draft: draft, expected_version=7)
