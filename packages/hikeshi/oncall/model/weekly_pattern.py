"""A pattern on the local week, repeated for ever: what a layer's restrictions leave open."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from attrs import frozen

from hikeshi.kernel.local_time import FIRST_LOCAL, LAST_LOCAL

WEEK = timedelta(weeks=1)


class Window(NamedTuple):
    """A span of the local week, from Monday 00:00; the end may lie in the next week."""

    start: timedelta
    end: timedelta


class LocalSpan(NamedTuple):
    """From one local time (included) to another (excluded)."""

    start: datetime
    end: datetime


@frozen
class WeeklyPattern:
    """Sorted windows that neither touch nor overlap, also not across the end of the week."""

    windows: tuple[Window, ...]

    def __contains__(self, local: datetime) -> bool:
        at = (local - FIRST_LOCAL) % WEEK
        return any(w.start <= at < w.end or w.start <= at + WEEK < w.end for w in self.windows)

    def occurrences(self, since: datetime, until: datetime) -> Iterator[LocalSpan]:
        """Yield, in order and whole, the windows that touch [since, until]."""
        # Weeks count from the calendar's first day, which is a Monday.
        low, high = since - FIRST_LOCAL, until - FIRST_LOCAL
        for number in range(max(0, low // WEEK - 1), high // WEEK + 1):
            week = number * WEEK
            for window in self.windows:
                if week + window.end > low and week + window.start <= high:
                    yield LocalSpan(_local(week + window.start), _local(week + window.end))

    @property
    def hidden(self) -> tuple[Window, ...]:
        """The spans between the windows: one after each of them."""
        starts = [window.start for window in self.windows]
        following = [*starts[1:], starts[0] + WEEK]
        return tuple(
            Window(window.end, start) for window, start in zip(self.windows, following, strict=True)
        )


def weekly_pattern(windows: Iterable[Window]) -> WeeklyPattern | None:
    """Unite windows, each at most a week long; nothing where they leave no time out."""
    merged: list[Window] = []
    copies = [
        (w.start + shift, w.end + shift) for w in windows for shift in (-WEEK, 0 * WEEK, WEEK)
    ]
    for start, end in sorted(copies):
        if merged and start <= merged[-1].end:
            merged[-1] = Window(merged[-1].start, max(merged[-1].end, end))
        else:
            merged.append(Window(start, end))
    if any(window.end - window.start >= WEEK for window in merged):
        return None
    return WeeklyPattern(tuple(w for w in merged if timedelta() <= w.start < WEEK))


def _local(since_first_day: timedelta) -> datetime:
    try:
        return FIRST_LOCAL + since_first_day
    except OverflowError:
        return LAST_LOCAL
