"""Swaps: what others ask of one, and what one gives away; looked at first."""

from collections.abc import Mapping

from attrs import evolve, frozen
from falcon.asgi import Request, Response

from hikeshi.flow.work import Work
from hikeshi.kernel.authorization import Permission
from hikeshi.kernel.errors import HikeshiError
from hikeshi.kernel.ids import ScheduleId, SwapId, UserId
from hikeshi.oncall import Schedule, Swap, SwapDraft, SwapStatus
from hikeshi.oncall.errors import SwapNotFoundError
from hikeshi_server.inbound.console.forms import read_id, read_version
from hikeshi_server.inbound.console.pressing import Press, VerbScreen, no_such_verb
from hikeshi_server.inbound.console.swapping import (
    Look,
    ShownSwap,
    coming_shifts,
    considered_offer,
    look,
    read_offer,
    sides_of,
)
from hikeshi_server.inbound.console.visits import Desk, ScreenOf, SignInNeededError, Visit, page

VERBS = ("offer", "look", "accept", "decline", "withdraw")
LOOK = "look"
_FIELDS = ("schedule", "start", "end", "asked", "return_start", "return_end")


@frozen(kw_only=True)
class Shown:
    """What the page shows beside the swaps there are.

    Args:
        form: What stands in the form of an offer.
        looked: What somebody considers.
    """

    form: Mapping[str, str] = {}
    looked: Look | None = None
    error: HikeshiError | None = None


@frozen
class SwapsPage(ScreenOf):
    """GET /swaps"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show what waits for the reader; `?schedule=`, `start` and `end` propose an offer."""
        visit = await self.desk.visit(request)
        form = {name: request.get_param(name) or "" for name in _FIELDS}
        await _show(self.desk, response, visit, Shown(form=form))

    on_head = on_get


@frozen
class SwapVerb(VerbScreen):
    """POST /swaps/{verb}: offer, look, accept, decline, withdraw"""

    async def act(self, press: Press) -> str | None:
        """Do what the button says."""
        visit, verb, form = press.visit, press.verb, press.form
        if verb == LOOK or (verb == "offer" and form.get("what") == LOOK):
            looked = await self.desk.read(lambda work: _look(work, visit, verb, form))
            await _show(self.desk, press.response, visit, Shown(form=form, looked=looked))
            return None
        await self.desk.do(press.request, lambda work: self._do(work, press))
        return "/swaps"

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not, with what was filled in."""
        await _show(self.desk, press.response, press.visit, Shown(form=press.form, error=error))

    async def page_of(self, visit: Visit, at: Mapping[str, str]) -> str:
        """Return the page the buttons are on."""
        del visit, at
        return "/swaps"

    async def _do(self, work: Work, press: Press) -> None:
        verbs, visit, form, by = self.desk.parts.swaps, press.visit, press.form, press.by
        if press.verb == "offer":
            await verbs.offer(work, _offer(visit, form), by=by)
        elif press.verb == "accept":
            swap, version = _id(form), read_version(form)
            await verbs.accept(work, swap, _me(visit), by=by, expected_version=version)
        elif press.verb == "decline":
            await verbs.decline(work, _id(form), by=by, expected_version=read_version(form))
        elif press.verb == "withdraw":
            await verbs.withdraw(work, _id(form), by=by, expected_version=read_version(form))
        else:
            raise no_such_verb(VERBS)


def _me(visit: Visit) -> UserId:
    if visit.user is None:
        raise SignInNeededError
    return visit.user.id


def _offer(visit: Visit, form: Mapping[str, str]) -> SwapDraft:
    directory = visit.directory
    schedules, people = directory.schedules.values(), directory.users.values()
    return read_offer(form, _me(visit), schedules, people, visit.times)


async def _look(work: Work, visit: Visit, verb: str, form: Mapping[str, str]) -> Look:
    schedules = (await work.directory()).schedules
    if verb == "offer":
        draft = _offer(visit, form)
        return await considered_offer(work, draft, schedules[draft.schedule_id])
    swap = (await work.swaps.get_many((_id(form),))).get(_id(form))
    if swap is None or swap.schedule_id not in schedules:
        raise SwapNotFoundError
    return await look(work, swap, schedules[swap.schedule_id], _me(visit))


def _id(form: Mapping[str, str]) -> SwapId:
    return SwapId(read_id(form.get("id", "")))


async def _rows(work: Work, visit: Visit) -> list[ShownSwap]:
    """Return swaps that wait for an answer, and agreed ones that are the reader's business."""
    schedules = (await work.directory()).schedules
    live = await work.swaps.list_live(tuple(schedules), work.now)
    return [
        _row(visit, swap, schedules[swap.schedule_id])
        for swap in sorted(live, key=lambda each: (each.start, each.id))
        if swap.is_pending(work.now) or (swap.end > work.now and _concerns(visit, swap, schedules))
    ]


def _concerns(visit: Visit, swap: Swap, schedules: Mapping[ScheduleId, Schedule]) -> bool:
    team_id = schedules[swap.schedule_id].team_id
    return swap.involves(_me(visit)) or visit.may(Permission.CONFIGURE, team_id)


def _row(visit: Visit, swap: Swap, schedule: Schedule) -> ShownSwap:
    me, configures = _me(visit), visit.may(Permission.CONFIGURE, schedule.team_id)
    takes_part = _takes_part(visit, schedule)
    pending = swap.status is not SwapStatus.ACCEPTED
    for_me = swap.asked_id in {None, me} and swap.giver_id != me
    return ShownSwap(
        swap=swap,
        schedule=schedule,
        may_take=pending and for_me and takes_part,
        may_decline=pending and swap.asked_id == me and takes_part,
        may_withdraw=configures or (pending and swap.giver_id == me and takes_part),
    )


def _takes_part(visit: Visit, schedule: Schedule) -> bool:
    """Say whether the reader may give time away in the schedule, and take some."""
    wanted = (Permission.OVERRIDE, Permission.CONFIGURE)
    return any(visit.may(each, schedule.team_id) for each in wanted)


async def _show(desk: Desk, response: Response, visit: Visit, shown: Shown) -> None:
    fresh = evolve(visit, directory=await desk.read(lambda work: work.directory()))
    me, directory = _me(visit), fresh.directory
    rows = await desk.read(lambda work: _rows(work, fresh))
    schedules = directory.schedules.values()
    shifts = coming_shifts(schedules, me, visit.times.now)
    desk.show(
        response,
        visit,
        "swaps.html",
        error=shown.error,
        sides=sides_of(rows, me),
        shifts=shifts,
        schedules=sorted(
            {found.key: found for found, _ in shifts if _takes_part(visit, found)}.items()
        ),
        people=sorted(
            (user for user in directory.users.values() if user.active and user.id != me),
            key=lambda user: (user.name, user.key),
        ),
        form=shown.form,
        looked=shown.looked,
        me=me,
    )
