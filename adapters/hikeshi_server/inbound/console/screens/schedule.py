"""The on-call calendar of a schedule."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from attrs import field, frozen
from falcon.asgi import Request, Response

from hikeshi.flow.duty import cover_suggestions, schedule_conflicts
from hikeshi.flow.work import Work
from hikeshi.kernel.authorization import Permission
from hikeshi.kernel.errors import HikeshiError, InvalidError, NotFoundError
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import (
    Advance,
    Conflict,
    Layer,
    Override,
    OverrideMode,
    RestRules,
    RotationType,
    Schedule,
    Swap,
    differences,
)
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.console.calendar import DAYS, WIDTH, calendar
from hikeshi_server.inbound.console.layer_form import written_layer
from hikeshi_server.inbound.console.local_input import written
from hikeshi_server.inbound.console.visits import Desk, ScreenOf, Visit, page

_FIRST, _LAST = date(1970, 1, 1), date(9000, 1, 1)
_USUAL_OVERRIDE = timedelta(hours=8)
_MOST_CHANGES = 50
#: Conflicts that cover is looked for, and people named for each.
_MOST_COVERED = 3
_MOST_NAMED = 3


class UnknownScheduleError(NotFoundError):
    """There is no such schedule."""


@frozen(kw_only=True)
class ShowSchedule:
    """What a schedule's page shows beside the schedule.

    Args:
        first: The first day shown; nothing = today.
        after: The schedule as somebody considers it; nothing where nobody does.
        error: Why what somebody wanted was refused.
        override_form: What stands in the form for overrides.
        layer_form: What stands in the form of a layer.
    """

    first: date | None = None
    after: Schedule | None = None
    error: HikeshiError | None = None
    override_form: Mapping[str, str] = field(factory=dict)
    layer_form: Mapping[str, str] = field(factory=dict)


@frozen
class Troubles:
    """What people have to look at.

    Args:
        conflicts: When somebody is on call who is unavailable.
        cover: Who could stand in, for the first of these; the best first.
        swaps: Those that wait for an answer, or act on nobody; the next one first.
    """

    conflicts: tuple[Conflict, ...]
    cover: Mapping[Conflict, tuple[UserId, ...]]
    swaps: tuple[Swap, ...]


@frozen
class SchedulePage(ScreenOf):
    """GET /schedules/{key}"""

    @page
    async def on_get(self, request: Request, response: Response, key: str) -> None:
        """Show four weeks, from today or from `?from=YYYY-MM-DD`, on the reader's clock."""
        visit = await self.desk.visit(request)
        schedule = find_schedule(visit, key)
        today = visit.times.local(visit.times.now).date()
        first = _first_day(request.get_param("from"), today)
        await show_schedule(self.desk, response, visit, schedule, ShowSchedule(first=first))

    on_head = on_get


async def _troubles(work: Work, schedule: Schedule, interval: Interval) -> Troubles:
    live = await work.swaps.list_live((schedule.id,), work.now)
    conflicts = await schedule_conflicts(work, schedule, interval)
    return Troubles(
        conflicts=conflicts,
        cover={each: await _cover(work, schedule, each) for each in conflicts[:_MOST_COVERED]},
        swaps=tuple(
            sorted(
                (swap for swap in live if swap.is_pending(work.now) or swap.idle),
                key=lambda swap: (swap.start, swap.id),
            )
        ),
    )


async def _cover(work: Work, schedule: Schedule, conflict: Conflict) -> tuple[UserId, ...]:
    """Return whom nothing speaks against; nobody where there are too many duties to look at."""
    try:
        found = await cover_suggestions(work, schedule, conflict.interval, RestRules())
    except InvalidError:
        return ()
    return tuple(each.user_id for each in found if each.fits)[:_MOST_NAMED]


async def show_schedule(
    desk: Desk, response: Response, visit: Visit, schedule: Schedule, shown: ShowSchedule
) -> None:
    """Answer with the schedule's page; what somebody considers is drawn in place of what is.

    Raises:
        TooManyPiecesError: The schedule changes hands too often to be drawn.
    """
    now = visit.times.now
    today = visit.times.local(now).date()
    first = shown.first or today
    drawn = calendar(shown.after or schedule, first, visit.times)
    considered = shown.after or schedule
    troubles = await desk.read(lambda work: _troubles(work, considered, drawn.interval))
    error = shown.error
    desk.show(
        response,
        visit,
        "schedule.html",
        error=error,
        schedule=schedule,
        duty=desk.rota.duty(schedule, now),
        calendar=drawn,
        conflicts=troubles.conflicts,
        cover=troubles.cover,
        swaps=troubles.swaps,
        considered=shown.after is not None,
        changes=differences(schedule, shown.after, drawn.interval) if shown.after else (),
        most_changes=_MOST_CHANGES,
        layers=[(layer, _rotation(visit, layer)) for layer in _layers(visit, schedule)],
        overrides=_overrides(schedule, now),
        other_zone=schedule.time_zone != visit.times.zone_name,
        may_override=visit.may(Permission.OVERRIDE, schedule.team_id),
        may_configure=visit.may(Permission.CONFIGURE, schedule.team_id),
        people=sorted((u for u in visit.directory.users.values() if u.active), key=_name),
        modes=list(OverrideMode),
        override_form=_override_form(visit, shown.override_form),
        layer_form=shown.layer_form,
        written=lambda layer: _written(visit, layer, shown.layer_form),
        rotations=list(RotationType),
        advances=list(Advance),
        earlier=max(first - timedelta(days=DAYS), _FIRST),
        later=min(first + timedelta(days=DAYS), _LAST),
        is_now=first == today,
        width=WIDTH,
    )


def find_schedule(visit: Visit, key: str) -> Schedule:
    """Return the schedule of that key or id.

    Raises:
        UnknownScheduleError: There is none.
    """
    for schedule in visit.directory.schedules.values():
        if key in {schedule.key, str(schedule.id)}:
            return schedule
    raise UnknownScheduleError


def _name(user: User) -> tuple[str, str]:
    return (user.name, user.key)


def _override_form(visit: Visit, form: Mapping[str, str]) -> Mapping[str, str]:
    """Return what the form shows; at first the reader, for the next eight hours."""
    now = visit.times.now
    usual = {
        "user": visit.user.key if visit.user is not None else "",
        "mode": OverrideMode.REPLACE.value,
        "start": written(now, visit.times),
        "end": written(now + _USUAL_OVERRIDE, visit.times),
    }
    return {name: form.get(name, value) for name, value in usual.items()}


def _written(visit: Visit, layer: Layer, form: Mapping[str, str]) -> Mapping[str, str]:
    """Return what a layer's form shows: the layer, or what was filled in last."""
    found = {"turns": _written_turns(visit, layer), **written_layer(layer)}
    return {**found, **form} if form.get("layer") == layer.name else found


def _written_turns(visit: Visit, layer: Layer) -> str:
    """Return a layer's turns as its form has them: a line each, `-` for nobody."""
    users = visit.directory.users
    keys = {user_id: user.key for user_id, user in users.items()}
    return "\n".join(
        ", ".join(keys.get(user_id, str(user_id)) for user_id in turn) or "-"
        for turn in layer.users
    )


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
