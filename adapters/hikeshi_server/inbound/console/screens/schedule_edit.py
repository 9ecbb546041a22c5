"""Editing a schedule from its page: look first, then save."""

from collections.abc import Mapping

from attrs import evolve, frozen
from falcon.asgi import Request, Response

from hikeshi.kernel.errors import HikeshiError, InvalidError
from hikeshi.kernel.ids import UserId
from hikeshi.oncall import Layer, Override, OverrideMode, Schedule, ScheduleChanges, Turn
from hikeshi_server.inbound.console.forms import read_form
from hikeshi_server.inbound.console.local_input import read_local
from hikeshi_server.inbound.console.pages import see_other
from hikeshi_server.inbound.console.screens.schedule import (
    ShowSchedule,
    find_schedule,
    show_schedule,
)
from hikeshi_server.inbound.console.visits import ScreenOf, SignInNeededError, Visit, page

LOOK, SAVE = "look", "save"


@frozen
class OverrideForm(ScreenOf):
    """POST /schedules/{key}/overrides"""

    @page
    async def on_post(self, request: Request, response: Response, key: str) -> None:
        """Show what an override would change, or put it on the schedule."""
        visit = await self.desk.visit(request)
        form = await read_form(request)
        self.desk.check_form(visit, form)
        schedule, add = find_schedule(visit, key), self.desk.parts.add_override
        try:
            override = _override(visit, form)
            after = schedule.add_override(override, visit.times.now)
            if _is_save(form):
                await self.desk.do(
                    request, lambda work: add(work, schedule.id, override, by=visit.by)
                )
                see_other(response, f"/schedules/{schedule.key}#overrides")
                return
            shown = ShowSchedule(after=after, override_form=form)
        except SignInNeededError:
            raise
        except HikeshiError as error:
            shown = ShowSchedule(error=error, override_form=form)
        await show_schedule(self.desk, response, visit, schedule, shown)

    @page
    async def on_get(self, request: Request, response: Response, key: str) -> None:
        """Lead to the page the form is on."""
        visit = await self.desk.visit(request)
        see_other(response, f"/schedules/{find_schedule(visit, key).key}")

    on_head = on_get


@frozen
class LayerForm(ScreenOf):
    """POST /schedules/{key}/layers"""

    @page
    async def on_post(self, request: Request, response: Response, key: str) -> None:
        """Show what another order of people would change, or put it in force from now on."""
        visit = await self.desk.visit(request)
        form = await read_form(request)
        self.desk.check_form(visit, form)
        schedule, edit = find_schedule(visit, key), self.desk.parts.edit_schedule
        try:
            changes = ScheduleChanges(layers=_layers(visit, schedule, form))
            after, _ = changes.apply_to(schedule, visit.times.now)
            if _is_save(form):
                await self.desk.do(
                    request, lambda work: edit(work, schedule.id, changes, by=visit.by)
                )
                see_other(response, f"/schedules/{schedule.key}#layers")
                return
            shown = ShowSchedule(after=after, layer_form=form)
        except SignInNeededError:
            raise
        except HikeshiError as error:
            shown = ShowSchedule(error=error, layer_form=form)
        await show_schedule(self.desk, response, visit, schedule, shown)

    @page
    async def on_get(self, request: Request, response: Response, key: str) -> None:
        """Lead to the page the form is on."""
        visit = await self.desk.visit(request)
        see_other(response, f"/schedules/{find_schedule(visit, key).key}")

    on_head = on_get


def _is_save(form: Mapping[str, str]) -> bool:
    what = form.get("what", "")
    if what not in {LOOK, SAVE}:
        raise InvalidError.at("/what", f"must be {LOOK} or {SAVE}")
    return what == SAVE


def _override(visit: Visit, form: Mapping[str, str]) -> Override:
    mode = form.get("mode", "")
    if mode not in set(OverrideMode):
        raise InvalidError.at("/mode", f"must be one of {', '.join(OverrideMode)}")
    return Override(
        start=read_local(form.get("start", ""), visit.times, "/start"),
        end=read_local(form.get("end", ""), visit.times, "/end"),
        user=_person(visit, form.get("user", ""), "/user"),
        mode=OverrideMode(mode),
    )


def _layers(visit: Visit, schedule: Schedule, form: Mapping[str, str]) -> tuple[Layer, ...]:
    """Return the layers in force with the turns of the one named as the form has them."""
    layers = schedule.layers_at(visit.times.now)
    named = form.get("layer", "")
    if named not in {layer.name for layer in layers}:
        raise InvalidError.at("/layer", "is no layer of this schedule")
    turns = _turns(visit, form.get("turns", ""))
    return tuple(evolve(layer, users=turns) if layer.name == named else layer for layer in layers)


def _turns(visit: Visit, text: str) -> tuple[Turn, ...]:
    """Return the turns: a line each, several keys with commas between, `-` for nobody."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise InvalidError.at("/turns", "needs at least one line: a person's key, or -")
    return tuple(
        ()
        if line == "-"
        else tuple(_person(visit, part.strip(), "/turns") for part in line.split(","))
        for line in lines
    )


def _person(visit: Visit, key: str, pointer: str) -> UserId:
    for user in visit.directory.users.values():
        if user.key == key and user.active:
            return user.id
    raise InvalidError.at(pointer, f"“{key}” is nobody's key")
