"""The on-call calendar of a schedule."""

from datetime import date, datetime, timedelta

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.duty import schedule_conflicts
from hikeshi.flow.work import Work
from hikeshi.kernel.errors import InvalidError, NotFoundError
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Conflict, Layer, Override, RotationType, Schedule, Swap
from hikeshi_server.inbound.console.calendar import DAYS, WIDTH, calendar
from hikeshi_server.inbound.console.visits import ScreenOf, Visit, page

_FIRST, _LAST = date(1970, 1, 1), date(9000, 1, 1)


class UnknownScheduleError(NotFoundError):
    """There is no such schedule."""


@frozen
class Troubles:
    """What people have to look at.

    Args:
        conflicts: When somebody is on call who is unavailable.
        swaps: Those that wait for an answer, or act on nobody; the next one first.
    """

    conflicts: tuple[Conflict, ...]
    swaps: tuple[Swap, ...]


@frozen
class SchedulePage(ScreenOf):
    """GET /schedules/{key}"""

    @page
    async def on_get(self, request: Request, response: Response, key: str) -> None:
        """Show four weeks, from today or from `?from=YYYY-MM-DD`, on the reader's clock."""
        visit = await self.desk.visit(request)
        schedule = _schedule(visit, key)
        today = visit.times.local(visit.times.now).date()
        first = _first_day(request.get_param("from"), today)
        shown = calendar(schedule, first, visit.times)
        troubles = await self.desk.read(lambda work: _troubles(work, schedule, shown.interval))
        self.desk.show(
            response,
            visit,
            "schedule.html",
            schedule=schedule,
            duty=self.desk.rota.duty(schedule, visit.times.now),
            calendar=shown,
            conflicts=troubles.conflicts,
            swaps=troubles.swaps,
            layers=[(layer, _rotation(visit, layer)) for layer in _layers(visit, schedule)],
            overrides=_overrides(schedule, visit.times.now),
            earlier=max(first - timedelta(days=DAYS), _FIRST),
            later=min(first + timedelta(days=DAYS), _LAST),
            is_now=first == today,
            width=WIDTH,
        )

    on_head = on_get


async def _troubles(work: Work, schedule: Schedule, interval: Interval) -> Troubles:
    live = await work.swaps.list_live((schedule.id,), work.now)
    return Troubles(
        conflicts=await schedule_conflicts(work, schedule, interval),
        swaps=tuple(
            sorted(
                (swap for swap in live if swap.is_pending(work.now) or swap.idle),
                key=lambda swap: (swap.start, swap.id),
            )
        ),
    )


def _schedule(visit: Visit, key: str) -> Schedule:
    for schedule in visit.directory.schedules.values():
        if key in {schedule.key, str(schedule.id)}:
            return schedule
    raise UnknownScheduleError


def _first_day(text: str | None, today: date) -> date:
    if not text:
        return today
    try:
        first = date.fromisoformat(text)
    except ValueError:
        first = None
    if first is None or not _FIRST <= first <= _LAST:
        raise InvalidError.at("/from", "must be a date such as 2026-01-05")
    return first


def _layers(visit: Visit, schedule: Schedule) -> tuple[Layer, ...]:
    """Return the layers in force now, the one that wins first."""
    return tuple(reversed(schedule.layers_at(visit.times.now)))


def _rotation(visit: Visit, layer: Layer) -> str:
    rotation = layer.rotation
    if rotation.type is RotationType.CUSTOM and rotation.span is not None:
        return visit.words.text("rotation.custom", span=visit.times.span(rotation.span))
    return visit.words.count(f"rotation.{rotation.type}", rotation.length)


def _overrides(schedule: Schedule, now: datetime) -> list[Override]:
    """Return the overrides that are not over, the next one first."""
    return sorted((o for o in schedule.overrides if o.end > now), key=lambda o: o.start)
