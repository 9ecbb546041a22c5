"""Four weeks of a schedule, day by day on the reader's clock."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from attrs import frozen

from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Schedule, Shift, check_extent, gaps, layer_shifts, merged_shifts
from hikeshi_server.inbound.console.times import Times

DAYS = 28
#: A bar is this wide in its own units, whatever the screen.
WIDTH = 1000.0
#: So many people can be told apart by colour; the next one begins again.
COLOURS = 8


@frozen
class Part:
    """A piece of a bar: somebody on call, or nobody.

    Args:
        people: Who; empty = a gap.
        colour: Number of the colour, from 0; nothing for a gap.
        x: Where it begins, of `WIDTH`.
        width: How wide it is.
    """

    people: tuple[UserId, ...]
    interval: Interval
    colour: int | None
    x: float
    width: float


@frozen
class Day:
    """A day of the reader's zone; one with a change of the clock has 23 or 25 hours."""

    start: datetime
    end: datetime
    parts: tuple[Part, ...]
    is_today: bool
    weekday: int

    @property
    def whole(self) -> Part | None:
        """The only part, where the day has no hand-off."""
        return self.parts[0] if len(self.parts) == 1 else None


@frozen
class Row:
    """One layer's own shifts over the whole time shown."""

    name: str
    parts: tuple[Part, ...]


@frozen
class Calendar:
    """What a schedule's page shows."""

    interval: Interval
    days: tuple[Day, ...]
    final: Row
    layers: tuple[Row, ...]
    gaps: tuple[Interval, ...]
    colours: Mapping[UserId, int]


def calendar(schedule: Schedule, first: date, times: Times) -> Calendar:
    """Return four weeks from the start of that day on the reader's clock.

    Raises:
        TooManyPiecesError: The schedule changes hands too often to be drawn.
    """
    bounds = [_midnight(first + timedelta(days=n), times) for n in range(DAYS + 1)]
    interval = Interval(bounds[0], bounds[-1])
    check_extent(schedule, interval)
    shifts = merged_shifts(schedule, interval)
    own = layer_shifts(schedule, interval)
    colours = _colours([*shifts, *(shift for found in own.values() for shift in found)])
    segments = _segments(interval, shifts)
    return Calendar(
        interval=interval,
        days=tuple(
            _day(Interval(start, end), segments, colours, times) for start, end in pairwise(bounds)
        ),
        final=Row("", _parts(interval, segments, colours)),
        layers=tuple(
            Row(name, _parts(interval, _segments(interval, found), colours))
            for name, found in own.items()
        ),
        gaps=gaps(schedule, interval),
        colours=colours,
    )


def _midnight(day: date, times: Times) -> datetime:
    # In UTC, since two instants of one zone are subtracted on its wall clock.
    return datetime.combine(day, time(), times.zone).astimezone(UTC)


def _colours(shifts: Iterable[Shift]) -> Mapping[UserId, int]:
    people = dict.fromkeys(shift.user for shift in shifts)
    return {user: number % COLOURS for number, user in enumerate(people)}


def _segments(
    whole: Interval, shifts: Sequence[Shift]
) -> tuple[tuple[Interval, tuple[UserId, ...]], ...]:
    """Return the whole time cut where anybody comes or goes, each piece with its people."""
    cuts = {whole.start, whole.end}
    for shift in shifts:
        cuts |= {shift.interval.start, shift.interval.end}
    ordered = sorted(cuts)
    return tuple(
        (
            Interval(start, end),
            tuple(s.user for s in shifts if s.interval.start <= start and end <= s.interval.end),
        )
        for start, end in pairwise(ordered)
    )


def _parts(
    frame: Interval,
    segments: Iterable[tuple[Interval, tuple[UserId, ...]]],
    colours: Mapping[UserId, int],
) -> tuple[Part, ...]:
    found = []
    length = frame.duration / timedelta(seconds=1)
    for interval, people in segments:
        shown = interval.intersect(frame)
        if shown is None:
            continue
        found.append(
            Part(
                people=people,
                interval=shown,
                colour=colours[people[0]] if people else None,
                x=round((shown.start - frame.start).total_seconds() / length * WIDTH, 2),
                width=round(shown.duration.total_seconds() / length * WIDTH, 2),
            )
        )
    return tuple(found)


def _day(
    interval: Interval,
    segments: Iterable[tuple[Interval, tuple[UserId, ...]]],
    colours: Mapping[UserId, int],
    times: Times,
) -> Day:
    return Day(
        start=interval.start,
        end=interval.end,
        parts=_parts(interval, segments, colours),
        is_today=times.now in interval,
        weekday=times.local(interval.start).weekday(),
    )
