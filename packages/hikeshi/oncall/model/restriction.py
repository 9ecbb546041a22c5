"""When a layer is open: outside its windows nobody of it is on call, and the rotation runs on."""

from datetime import time, timedelta

from attrs import frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.local_form import TimeOfDay
from hikeshi.kernel.local_hours import Weekday
from hikeshi.oncall.model.weekly_pattern import WEEK, WeeklyPattern, Window, weekly_pattern

_DAY = timedelta(days=1)


_DAYS = {day: number * _DAY for number, day in enumerate(Weekday)}


@frozen
class DailyRestriction:
    """Open each day from `opens` to `closes`, both wall-clock times ("On-call 5").

    The window belongs to the day on which it opens; `closes` at or before `opens` lies on the next
    day, so that equal times mean the whole day.
    """

    opens: TimeOfDay
    closes: TimeOfDay

    def windows(self) -> tuple[Window, ...]:
        """Return the seven windows of a week."""
        start, end = _since_midnight(self.opens), _since_midnight(self.closes)
        end += _DAY if end <= start else timedelta()
        return tuple(Window(day + start, day + end) for day in _DAYS.values())


@frozen
class WeeklyWindow:
    """Open from a time of one weekday to a time of another; equal bounds mean the whole week."""

    from_day: Weekday
    opens: TimeOfDay
    to_day: Weekday
    closes: TimeOfDay


@frozen
class WeeklyRestriction:
    """Open in any of these windows of the week."""

    spans: tuple[WeeklyWindow, ...]

    def __attrs_post_init__(self) -> None:
        if not self.spans:
            raise InvalidError.at("/windows", "needs at least one window of the week")

    def windows(self) -> tuple[Window, ...]:
        """Return the windows, the end of each after its start."""
        return tuple(_window(span) for span in self.spans)


Restriction = DailyRestriction | WeeklyRestriction


def open_times(restrictions: tuple[Restriction, ...]) -> WeeklyPattern | None:
    """Unite the windows of all restrictions; nothing where the layer is always open.

    Several restrictions of one layer add up: it is open where any of them is. That is what
    PagerDuty's list of restrictions means.
    """
    if not restrictions:
        return None
    return weekly_pattern(window for entry in restrictions for window in entry.windows())


def _window(span: WeeklyWindow) -> Window:
    start = _DAYS[span.from_day] + _since_midnight(span.opens)
    end = _DAYS[span.to_day] + _since_midnight(span.closes)
    return Window(start, end + WEEK if end <= start else end)


def _since_midnight(at: time) -> timedelta:
    return timedelta(
        hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond
    )
