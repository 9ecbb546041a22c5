"""When a step applies at all."""

from datetime import time
from uuid import UUID

import pytest

from hikeshi.kernel.condition import (
    RESPONDER,
    Condition,
    ConditionHours,
    HolidayCondition,
)
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import HolidaySetId

HOLIDAYS = HolidaySetId(UUID(int=7))


def hours(zone):
    """Office hours in a zone."""
    return ConditionHours(time_zone=zone, opens=time(9), closes=time(17))


@pytest.mark.parametrize(
    ("build", "pointer"),
    [
        (lambda: ConditionHours(time_zone="Asia/Tokyo", weekdays=()), "/weekdays"),
        (lambda: ConditionHours(time_zone="Mars/Olympus"), "/time_zone"),
        (lambda: HolidayCondition(set_id=HOLIDAYS, time_zone="Mars/Olympus"), "/time_zone"),
    ],
)
def test_what_could_never_hold_is_refused_at_its_place(build, pointer):
    """Hours need a day on which they open and a clock that exists, and so does a holiday."""
    with pytest.raises(InvalidError) as refused:
        build()

    assert [fault.pointer for fault in refused.value.faults] == [pointer]


@pytest.mark.parametrize(
    ("times", "named", "zone"),
    [
        ((hours("Asia/Tokyo"),), "Europe/Paris", "Europe/Paris"),
        ((hours(RESPONDER), hours("Asia/Tokyo"), hours("Europe/Berlin")), None, "Asia/Tokyo"),
        ((hours(RESPONDER),), None, "UTC"),
        ((), None, "UTC"),
    ],
)
def test_whose_day_a_holiday_is(times, named, zone):
    """That of the zone it names, else of the first hours beside it that name one, else of UTC."""
    holidays = HolidayCondition(set_id=HOLIDAYS, time_zone=named)

    assert Condition(times=times, holidays=holidays).holiday_zone == zone
