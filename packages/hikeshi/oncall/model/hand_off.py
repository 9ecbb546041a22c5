"""When a schedule changes hands next, and between whom."""

from datetime import datetime, timedelta

from attrs import frozen

from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.model.extent import check_extent
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.shift import breakpoints, on_call

#: Looked ahead in these steps: most schedules change hands within the first.
_STEPS = (timedelta(days=8), timedelta(days=40), timedelta(days=366))
#: Who hands over later than that is told another day.
LOOKED_AHEAD = _STEPS[-1]


@frozen(kw_only=True)
class HandOff:
    """The instant at which other people are on call.

    Args:
        at: It belongs to those who come ("On-call 6").
        outgoing: Who is on call before and not after, in order of their turn.
        incoming: Who is on call after and not before; nobody where a gap begins.
    """

    at: datetime
    outgoing: tuple[UserId, ...]
    incoming: tuple[UserId, ...]


def next_hand_off(schedule: Schedule, now: datetime) -> HandOff | None:
    """Return the first hand-off after an instant, within a year.

    Raises:
        TooManyPiecesError: There are more hand-offs than one answer may cost.
    """
    before = on_call(schedule, now)
    for step in _STEPS:
        ahead = Interval(now, now + step)
        check_extent(schedule, ahead)
        for at in breakpoints(schedule, ahead):
            after = on_call(schedule, at)
            if set(after) != set(before):
                return _hand_off(at, before, after)
    return None


def hand_offs(schedule: Schedule, interval: Interval) -> tuple[HandOff, ...]:
    """Return the hand-offs strictly inside an interval, in order.

    Raises:
        TooManyPiecesError: There are more than one answer may cost.
    """
    check_extent(schedule, interval)
    found: list[HandOff] = []
    before = on_call(schedule, interval.start)
    for at in breakpoints(schedule, interval):
        after = on_call(schedule, at)
        if set(after) != set(before):
            found.append(_hand_off(at, before, after))
        before = after
    return tuple(found)


def _hand_off(at: datetime, before: tuple[UserId, ...], after: tuple[UserId, ...]) -> HandOff:
    return HandOff(
        at=at,
        outgoing=tuple(user for user in before if user not in after),
        incoming=tuple(user for user in after if user not in before),
    )
