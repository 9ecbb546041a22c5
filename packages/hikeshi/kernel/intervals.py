"""Half-open spans of time: the start belongs to the span, the end does not."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from attrs import field, frozen
from attrs.validators import instance_of


@frozen(order=True)
class Interval:
    """The instants from `start` (included) to `end` (excluded); both carry an offset."""

    start: datetime = field(validator=instance_of(datetime))
    end: datetime = field(validator=instance_of(datetime))

    def __attrs_post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("an interval's bounds are instants and need an offset")
        if self.end <= self.start:
            raise ValueError("an interval ends after it starts")

    @property
    def duration(self) -> timedelta:
        """Elapsed time from start to end."""
        return self.end - self.start

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def overlaps(self, other: Self) -> bool:
        """Say whether both have an instant in common."""
        return self.start < other.end and other.start < self.end

    def intersect(self, other: Self) -> "Interval | None":
        """Return what both have in common, or nothing."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Interval(start, end) if start < end else None


def merge(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the same instants as sorted intervals that neither touch nor overlap."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.start <= merged[-1].end:
            if interval.end > merged[-1].end:
                merged[-1] = Interval(merged[-1].start, interval.end)
        else:
            merged.append(interval)
    return tuple(merged)


def subtract(whole: Interval, covered: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the parts of `whole` that none of `covered` holds: the gaps."""
    gaps: list[Interval] = []
    at = whole.start
    for interval in merge(covered):
        if interval.end <= at:
            continue
        if interval.start >= whole.end:
            break
        if interval.start > at:
            gaps.append(Interval(at, interval.start))
        at = interval.end
    if at < whole.end:
        gaps.append(Interval(at, whole.end))
    return tuple(gaps)
