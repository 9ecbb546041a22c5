"""The answers a schedule gives: who is on call, the shifts, the gaps, the changes."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from attrs import frozen

from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.local_time import reached
from hikeshi.oncall.model.presence import Entry, present
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.timeline import Segment, eras, layer_segments, timeline


@frozen
class Shift:
    """A person on call without interruption.

    Args:
        user: Who.
        interval: When; half-open.
        source: `layer:<name>` or `override`; nothing where sources are merged.
    """

    user: UserId
    interval: Interval
    source: str | None = None


def on_call(schedule: Schedule, at: datetime) -> tuple[UserId, ...]:
    """Return who is on call at an instant, each person once.

    People stand in the order of their turn, then those in addition in the order of the overrides.
    """
    at = at.astimezone(UTC)
    layers = schedule.layers_at(at)
    local = reached(at, schedule.zone)
    overrides = schedule.overrides_at(at)
    if not overrides:
        return next((p for p in (layer.people_at(local) for layer in reversed(layers)) if p), ())
    stack = [tuple((u, layer.source) for u in layer.people_at(local)) for layer in layers]
    return tuple(user for user, _ in present(stack, overrides))


def shifts(schedule: Schedule, interval: Interval) -> tuple[Shift, ...]:
    """Return the final shifts, merged per (person, source), clipped, by start, then person."""
    return _shifts(timeline(schedule, interval))


def merged_shifts(schedule: Schedule, interval: Interval) -> tuple[Shift, ...]:
    """Return the final shifts merged per person, whatever put them on call."""
    return _shifts(
        Segment(start, end, tuple((user, "") for user, _ in entries))
        for start, end, entries in timeline(schedule, interval)
    )


def layer_shifts(schedule: Schedule, interval: Interval) -> Mapping[str, tuple[Shift, ...]]:
    """Return each layer's own shifts by layer name, as if no other layer and no override were."""
    segments: dict[str, list[Segment]] = {}
    for era in eras(schedule, interval):
        for layer in schedule.layers_at(era.start):
            found = layer_segments(layer, era, schedule.zone)
            segments.setdefault(layer.name, []).extend(found)
    return {name: _shifts(found) for name, found in segments.items()}


def gaps(schedule: Schedule, interval: Interval) -> tuple[Interval, ...]:
    """Return when nobody is on call, in order."""
    return tuple(
        Interval(start, end) for start, end, entries in timeline(schedule, interval) if not entries
    )


def breakpoints(schedule: Schedule, interval: Interval) -> tuple[datetime, ...]:
    """Return the instants strictly inside the interval at which who is on call may change.

    Between two of them `on_call` gives one answer.
    """
    return tuple(segment.start for segment in timeline(schedule, interval)[1:])


def _shifts(segments: Iterable[Segment]) -> tuple[Shift, ...]:
    running: dict[Entry, tuple[datetime, datetime]] = {}
    found: list[tuple[datetime, UserId, str, datetime]] = []
    for start, end, entries in segments:
        for entry in [entry for entry in running if running[entry][1] < start]:
            begun, ended = running.pop(entry)
            found.append((begun, *entry, ended))
        for entry in entries:
            begun, ended = running.get(entry, (start, start))
            running[entry] = (begun, end)
    found += [(begun, *entry, ended) for entry, (begun, ended) in running.items()]
    found.sort()
    return tuple(
        Shift(user, Interval(begun, ended), source or None) for begun, user, source, ended in found
    )
