"""Forgetting on which days nobody works."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.teams.errors import HolidaySetNotFoundError
from hikeshi.teams.model.drafts import HolidaySetDraft
from hikeshi.teams.use_cases.create_holiday_set import CreateHolidaySet
from hikeshi.teams.use_cases.delete_holiday_set import DeleteHolidaySet


def test_it_is_gone():
    """What was deleted is not found again; who may not, deletes nothing."""
    office = Office()
    made = office.do(CreateHolidaySet(), HolidaySetDraft(key="jp"))
    with pytest.raises(ForbiddenError):
        office.do(DeleteHolidaySet(), made.id, by="rosa")
    office.do(DeleteHolidaySet(), made.id)

    assert made.id not in office.store.holiday_sets.rows
    with pytest.raises(HolidaySetNotFoundError):
        office.do(DeleteHolidaySet(), made.id)
