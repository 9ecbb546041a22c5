"""What a schedule would answer if it were saved, on the wire."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Conflict, Schedule, ScheduleDocument, as_saved, to_schedule
from hikeshi.oncall.queries import (
    DifferenceView,
    GapView,
    LayerView,
    ShiftView,
    difference_views,
    gap_views,
    layer_views,
    shift_views,
)
from hikeshi_server.inbound.http.api.bodies.conflicts import ConflictView, conflict_views
from hikeshi_server.inbound.http.api.bodies.schedules import SpanFilters

_AT = "/schedule"


@frozen(kw_only=True)
class PreviewBody(SpanFilters):
    """A schedule as it would be saved, and the time asked about.

    Args:
        id: Id or key of the schedule it would be saved in place of; nothing = a new one.
    """

    schedule: ScheduleDocument
    id: ScheduleId | None = None


@frozen(kw_only=True)
class Answers:
    """What a schedule answers now."""

    shifts: tuple[ShiftView, ...]
    gaps: tuple[GapView, ...]


@frozen(kw_only=True)
class Preview:
    """What a schedule would answer once it was saved; nothing is.

    Args:
        before: What it answers now; nothing where there is none yet.
        layers: Each layer's own shifts, as it would be.
        changes: When other people would be on call.
        conflicts: When somebody would be on call who is unavailable.
    """

    shifts: tuple[ShiftView, ...]
    gaps: tuple[GapView, ...]
    layers: tuple[LayerView, ...]
    before: Answers | None
    changes: tuple[DifferenceView, ...]
    conflicts: tuple[ConflictView, ...]


def saved_from(
    body: PreviewBody,
    before: Schedule | None,
    now: datetime,
    user_ids: Mapping[str, UserId],
    nowhere: ScheduleId,
) -> Schedule:
    """Return the schedule as it would be.

    Args:
        body: What was asked.
        before: The schedule there is; nothing = a new one.
        now: When it would be saved.
        user_ids: Everybody, by key.
        nowhere: An identity for a schedule that has none.

    Raises:
        InvalidError: It could not be saved; each fault with its pointer.
    """
    wanted = to_schedule(body.schedule, id=nowhere, user_ids=user_ids, pointer=_AT)
    if before is None:
        return wanted
    try:
        return as_saved(before, wanted, now)
    except InvalidError as error:
        faults = tuple(fault.below(_AT) for fault in error.faults)
        raise InvalidError(error.detail, faults=faults) from error


def preview_of(
    before: Schedule | None, after: Schedule, interval: Interval, conflicts: Iterable[Conflict]
) -> Preview:
    """Return both schedules' answers, where they differ, and what speaks against the later one.

    Raises:
        TooManyPiecesError: There are more hand-offs than one answer may cost.
    """
    return Preview(
        shifts=shift_views(after, interval),
        gaps=gap_views(after, interval),
        layers=layer_views(after, interval),
        before=None if before is None else _answers(before, interval),
        changes=difference_views(before, after, interval),
        conflicts=conflict_views(conflicts),
    )


def _answers(schedule: Schedule, interval: Interval) -> Answers:
    return Answers(shifts=shift_views(schedule, interval), gaps=gap_views(schedule, interval))
