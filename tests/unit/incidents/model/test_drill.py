"""What a drill may say, and when it is due."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve

from hikeshi.incidents.model.drill import Drill, DrillDraft
from hikeshi.incidents.model.escalation_policy import Target, TargetKind
from hikeshi.incidents.model.recurrence import Recurrence, RecurrenceType
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import DrillId

NOW = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
DAILY = Recurrence(type=RecurrenceType.WEEKLY, at=time(10), time_zone="UTC")
ANA = Target(TargetKind.USER, UUID(int=1))


def a_drill(**changes: Any) -> Drill:
    """Return a drill that runs every day."""
    return evolve(
        Drill(id=DrillId(UUID(int=9)), key="night", name="Night", recurrence=DAILY), **changes
    )


def test_it_runs_when_its_recurrence_says():
    """The next run is the recurrence's next instant."""
    assert a_drill().next_run_after(NOW) == datetime(2026, 1, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize("changes", [{"enabled": False}, {"recurrence": None}])
def test_disabled_or_without_a_recurrence_it_never_runs_by_itself(changes: dict[str, Any]):
    """Such a drill waits for somebody who asks for it."""
    assert a_drill(**changes).next_run_after(NOW) is None


@pytest.mark.parametrize(("late", "runs"), [(0, True), (60, True), (61, False)])
def test_a_run_that_is_late_by_more_than_an_hour_is_left_out(late: int, runs: bool):
    """Downtime is not made up for: nobody is paged at night for a drill of the afternoon."""
    assert a_drill().still_due(NOW, NOW + timedelta(minutes=late)) is runs


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"key": "Night drill"}, "/key"),
        ({"name": " "}, "/name"),
        ({"targets": ()}, "/targets"),
        ({"targets": (ANA,) * 51}, "/targets"),
        ({"acknowledge_within": timedelta(seconds=59)}, "/acknowledge_within_seconds"),
        ({"acknowledge_within": timedelta(days=2)}, "/acknowledge_within_seconds"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_place(facts: dict[str, Any], pointer: str):
    """Each fault names its field."""
    with pytest.raises(InvalidError) as refused:
        DrillDraft(**{"key": "night", "targets": (ANA,), **facts})
    assert [fault.pointer for fault in refused.value.faults] == [pointer]
