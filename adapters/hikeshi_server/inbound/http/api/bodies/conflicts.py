"""Conflicts on the wire: warnings, wherever something was saved or is looked at."""

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from hikeshi.kernel.ids import ScheduleId, UnavailabilityId, UserId
from hikeshi.oncall import Conflict, ConflictKind


@frozen(kw_only=True)
class ConflictView:
    """A warning: when somebody is on call and should not be.

    Args:
        kind: `unavailable`, or `on_call` where they are on call somewhere else as well.
    """

    start: datetime
    end: datetime
    user_id: UserId
    kind: ConflictKind
    unavailability_id: UnavailabilityId | None
    schedule_id: ScheduleId | None


def conflict_views(found: Iterable[Conflict]) -> tuple[ConflictView, ...]:
    """Return warnings as they are answered."""
    return tuple(
        ConflictView(
            start=each.interval.start,
            end=each.interval.end,
            user_id=each.user_id,
            kind=each.kind,
            unavailability_id=each.unavailability_id,
            schedule_id=each.schedule_id,
        )
        for each in found
    )
