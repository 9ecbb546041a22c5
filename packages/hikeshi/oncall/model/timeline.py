"""Who is there over a span of time: segments that touch, and differ from their neighbours."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.local_time import first_instant, reached
from hikeshi.oncall.model.layer import Layer
from hikeshi.oncall.model.override import Override
from hikeshi.oncall.model.presence import Entries, present, top
from hikeshi.oncall.model.schedule import Schedule


class Segment(NamedTuple):
    """The same people from one instant (included) to another (excluded); maybe nobody."""

    start: datetime
    end: datetime
    entries: Entries


def timeline(schedule: Schedule, interval: Interval) -> list[Segment]:
    """Return what the final schedule says over all of an interval, without a hole."""
    segments: list[Segment] = []
    for era in eras(schedule, interval):
        layers = schedule.layers_at(era.start)
        spans = [list(layer_segments(layer, era, schedule.zone)) for layer in layers]
        touching = [o for o in schedule.overrides if o.start < era.end and era.start < o.end]
        if touching or len(spans) != 1:
            segments += _overlaid(era, spans, touching)
        else:
            segments += _with_holes(era, spans[0])
    return _joined(segments)


def eras(schedule: Schedule, interval: Interval) -> Iterator[Interval]:
    """Yield the parts of an interval, in UTC, in which one revision's layers are in force."""
    start, end = interval.start.astimezone(UTC), interval.end.astimezone(UTC)
    bounds = (start, *schedule.changes_between(start, end), end)
    return (Interval(*pair) for pair in pairwise(bounds))


def layer_segments(layer: Layer, era: Interval, zone: ZoneInfo) -> Iterator[Segment]:
    """Yield when somebody of this layer alone has a turn, clipped to the era."""
    low, high = reached(era.start, zone), reached(era.end, zone)
    bound, instant = low, era.start
    for stint in layer.stints(low, high):
        if stint.start > low:
            # A turn mostly begins where the one before it ended.
            start = instant if stint.start == bound else first_instant(stint.start, zone)
        else:
            start = era.start
        bound = stint.end
        instant = first_instant(bound, zone) if bound <= high else era.end
        if start < instant:
            yield Segment(start, instant, tuple((u, layer.source) for u in stint.people))


def _with_holes(era: Interval, spans: Sequence[Segment]) -> Iterator[Segment]:
    at = era.start
    for span in spans:
        if at < span.start:
            yield Segment(at, span.start, ())
        yield span
        at = span.end
    if at < era.end:
        yield Segment(at, era.end, ())


def _overlaid(
    era: Interval, spans: Sequence[Sequence[Segment]], overrides: Sequence[Override]
) -> Iterator[Segment]:
    """Sweep from bound to bound; between two of them nothing changes."""
    bounds = {era.start, era.end}
    for span in chain.from_iterable(spans):
        bounds.update((span.start, span.end))
    for override in overrides:
        bounds.update((max(era.start, override.start), min(era.end, override.end)))
    ordered = sorted(bounds)
    layers = [list(_at_each(spans_of_layer, ordered)) for spans_of_layer in spans]
    in_force = _overrides_at_each(overrides, ordered)
    for index, (start, end) in enumerate(pairwise(ordered)):
        stack = [entries[index] for entries in layers]
        active = in_force[index]
        yield Segment(start, end, present(stack, active) if active else top(stack))


def _at_each(spans: Sequence[Segment], instants: Sequence[datetime]) -> Iterator[Entries]:
    upcoming = iter(spans)
    span = next(upcoming, None)
    for at in instants:
        while span is not None and span.end <= at:
            span = next(upcoming, None)
        yield span.entries if span is not None and span.start <= at else ()


def _overrides_at_each(
    overrides: Sequence[Override], instants: Sequence[datetime]
) -> list[list[Override]]:
    waiting = sorted(range(len(overrides)), key=lambda index: overrides[index].start, reverse=True)
    live: list[int] = []
    answers = []
    for at in instants:
        live = [index for index in live if overrides[index].end > at]
        while waiting and overrides[waiting[-1]].start <= at:
            if overrides[index := waiting.pop()].end > at:
                live.append(index)
        answers.append([overrides[index] for index in sorted(live)])
    return answers


def _joined(segments: Sequence[Segment]) -> list[Segment]:
    joined: list[Segment] = []
    for segment in segments:
        if joined and joined[-1].entries == segment.entries:
            joined[-1] = Segment(joined[-1].start, segment.end, segment.entries)
        else:
            joined.append(segment)
    return joined
