"""What an edit of a schedule changes about who is on call."""

from collections.abc import Sequence
from datetime import UTC, datetime

from attrs import evolve, frozen

from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.timeline import timeline


@frozen
class Difference:
    """A span in which other people are on call than before.

    Args:
        interval: When; half-open, as long as both answers stay the same.
        before: Who was; nobody is a gap.
        after: Who is.
    """

    interval: Interval
    before: tuple[UserId, ...]
    after: tuple[UserId, ...]


def differences(
    before: Schedule | None, after: Schedule | None, interval: Interval
) -> tuple[Difference, ...]:
    """Return when other people are on call, in order; the order among people does not count.

    Args:
        before: The schedule as it was; nothing = there was none.
        after: The schedule as it is to be; nothing = there will be none.
        interval: The time looked at.
    """
    old, new = _people(before, interval), _people(after, interval)
    found: list[Difference] = []
    at_old = at_new = 0
    start = interval.start.astimezone(UTC)
    while start < interval.end:
        end = min(old[at_old][0], new[at_new][0])
        _append(found, Difference(Interval(start, end), old[at_old][1], new[at_new][1]))
        at_old += old[at_old][0] == end
        at_new += new[at_new][0] == end
        start = end
    return tuple(found)


def _people(
    schedule: Schedule | None, interval: Interval
) -> Sequence[tuple[datetime, tuple[UserId, ...]]]:
    """Return until when who is on call, in order."""
    if schedule is None:
        return [(interval.end.astimezone(UTC), ())]
    return [
        (end, tuple(dict.fromkeys(user for user, _ in entries)))
        for _, end, entries in timeline(schedule, interval)
    ]


def _append(found: list[Difference], piece: Difference) -> None:
    if set(piece.before) == set(piece.after):
        return
    last = found[-1] if found else None
    if (
        last is not None
        and last.interval.end == piece.interval.start
        and (last.before, last.after) == (piece.before, piece.after)
    ):
        found[-1] = evolve(last, interval=Interval(last.interval.start, piece.interval.end))
    else:
        found.append(piece)
