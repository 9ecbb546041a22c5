"""Where somebody is on call who cannot be, or would be on call twice."""

from uuid import UUID

from attrs import evolve
from tests.unit.oncall.builders import A, B, a_layer, a_schedule, span, utc

from hikeshi.kernel.ids import ScheduleId
from hikeshi.oncall import Absence, Conflict, ConflictKind, conflicts, duty_conflicts

SCHEDULE = a_schedule(a_layer(A, B))
AWAY = UUID(int=7)
WEEKS = span("2026-01-05T09:00", "2026-01-19T09:00")


def test_only_the_common_time_conflicts():
    """The part of an absence in which the person is on call, and nobody else's absences."""
    absences = [
        Absence(A, span("2026-01-11", "2026-01-14"), AWAY),
        Absence(B, span("2026-01-06", "2026-01-07"), AWAY),
        Absence(A, span("2026-01-01", "2026-01-06"), AWAY),
    ]

    assert conflicts(SCHEDULE, absences, WEEKS) == (
        Conflict(span("2026-01-05T09:00", "2026-01-06"), A, ConflictKind.UNAVAILABLE, AWAY),
        Conflict(span("2026-01-11", "2026-01-12T09:00"), A, ConflictKind.UNAVAILABLE, AWAY),
    )


def test_touching_is_no_conflict():
    """Away until the hand-off, on call from it."""
    absences = [Absence(B, span("2026-01-05", "2026-01-12T09:00"), AWAY)]

    assert conflicts(SCHEDULE, absences, WEEKS) == ()


def test_taking_a_shift_can_conflict_with_others():
    """A person is warned of their absence, and of being on call in another schedule."""
    other = evolve(SCHEDULE, id=ScheduleId(UUID(int=98)), key="other")
    found = duty_conflicts(
        A,
        (span("2026-01-12", "2026-01-13"),),
        [Absence(A, span("2026-01-12T10:00", "2026-01-12T11:00"), AWAY)],
        (other,),
    )

    assert [(each.kind, each.interval.end, each.schedule_id) for each in found] == [
        (ConflictKind.ON_CALL, utc("2026-01-12T09:00"), other.id),
        (ConflictKind.UNAVAILABLE, utc("2026-01-12T11:00"), None),
    ]
