"""Saying on which days nobody works."""

from datetime import date

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.teams.model.drafts import HolidaySetDraft
from hikeshi.teams.use_cases.create_holiday_set import CreateHolidaySet

JAPAN = HolidaySetDraft(key="jp", dates=(date(2026, 1, 12), date(2026, 1, 1), date(2026, 1, 1)))


def test_days_are_kept_in_order_and_once() -> None:
    """However they were listed."""
    office = Office()
    made = office.do(CreateHolidaySet(), JAPAN, by="olga")

    assert (made.key, made.version) == ("jp", 1)
    assert made.dates == (date(2026, 1, 1), date(2026, 1, 12))


def test_a_responder_may_not() -> None:
    """Holidays hold for everybody: they are for those who configure."""
    office = Office()
    with pytest.raises(ForbiddenError):
        office.do(CreateHolidaySet(), JAPAN, by="rosa")
