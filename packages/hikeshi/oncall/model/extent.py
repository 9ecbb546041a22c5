"""How much a schedule has to say about a time, known before any of it is computed."""

from datetime import timedelta

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.model.layer import Layer
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.timeline import eras
from hikeshi.oncall.model.weekly_pattern import WEEK

#: Hand-offs of all layers, times the layers they are looked up in. Five years of three hourly
#: layers are less; turns of a second over a month are more.
MOST_PIECES = 400_000
_SHORTEST_MONTH = timedelta(days=28)


class TooManyPiecesError(InvalidError):
    """The schedule changes hands too often in so long a time; ask about a shorter one."""


def check_extent(schedule: Schedule, interval: Interval) -> None:
    """Refuse a question whose answer would keep everybody else waiting.

    Raises:
        TooManyPiecesError: At `/until`.
    """
    overrides = sum(o.start < interval.end and interval.start < o.end for o in schedule.overrides)
    pieces = 0
    for era in eras(schedule, interval):
        layers = schedule.layers_at(era.start)
        found = overrides + sum(_most_stints(layer, era) for layer in layers)
        pieces += found * max(1, len(layers))
    if pieces > MOST_PIECES:
        raise TooManyPiecesError.at(
            "/until", "is too far from since for a schedule that changes hands so often"
        )


def _most_stints(layer: Layer, era: Interval) -> int:
    length = era.end - era.start
    weeks = length // WEEK + 2
    windows = 0 if layer.pattern is None else len(layer.pattern.windows) * weeks
    if len(set(layer.users)) == 1:
        return windows + 1
    turn = layer.rotation.span or _SHORTEST_MONTH * layer.rotation.length
    return windows + length // turn + 2
