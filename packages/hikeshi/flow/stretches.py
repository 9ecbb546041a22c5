"""What comes of triggers from one instant to another."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from hikeshi.kernel.intervals import Interval, subtract


class Stretch(NamedTuple):
    """Triggers from one instant (included) to another (excluded) of which the same comes.

    Args:
        after: How long after a trigger at `start` somebody is told; nothing = never.
        falling: Later triggers wait so much less; otherwise all wait as long.
        why: What happens on the way, in a sentence.
    """

    start: datetime
    end: datetime
    after: timedelta | None
    falling: bool
    why: str

    def too_late_until(self, within: timedelta) -> datetime | None:
        """Return until when triggers from the start on are told too late; nothing = in time."""
        if self.after is None:
            return self.end
        if self.after <= within:
            return None
        return min(self.end, self.start + (self.after - within)) if self.falling else self.end


def joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Join neighbours of which the same comes."""
    last: Stretch | None = None
    for stretch in stretches:
        if last is None:
            last = stretch
        elif _goes_on(last, stretch):
            last = last._replace(end=stretch.end)
        else:
            yield last
            last = stretch
    if last is not None:
        yield last


def _goes_on(last: Stretch, stretch: Stretch) -> bool:
    if (last.falling, last.why) != (stretch.falling, stretch.why):
        return False
    if last.after is None or stretch.after is None or not last.falling:
        return last.after == stretch.after
    return last.start + last.after == stretch.start + stretch.after


def outside(stretches: Iterable[Stretch], quiet: tuple[Interval, ...]) -> Iterator[Stretch]:
    """Yield what of the stretches lies outside spans in which nothing begins."""
    for stretch in stretches:
        for part in subtract(Interval(stretch.start, stretch.end), quiet):
            after = stretch.after
            if after is not None and stretch.falling:
                after -= part.start - stretch.start
            yield stretch._replace(start=part.start, end=part.end, after=after)
