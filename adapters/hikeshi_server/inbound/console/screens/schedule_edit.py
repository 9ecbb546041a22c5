"""Editing a schedule from its page: look first, then save."""

from collections.abc import Awaitable, Callable, Mapping

from attrs import evolve, frozen

from hikeshi.flow.work import Work
from hikeshi.kernel.errors import HikeshiError, InvalidError, Sentence
from hikeshi.kernel.ids import UserId
from hikeshi.oncall import Layer, Override, OverrideMode, Schedule, ScheduleChanges, Turn
from hikeshi_server.inbound.console.forms import one_of
from hikeshi_server.inbound.console.layer_form import read_layer
from hikeshi_server.inbound.console.local_input import read_local
from hikeshi_server.inbound.console.pressing import Press, VerbScreen
from hikeshi_server.inbound.console.screens.schedule import (
    ShowSchedule,
    find_schedule,
    show_schedule,
)
from hikeshi_server.inbound.console.visits import Desk, Visit

LOOK, SAVE = "look", "save"


@frozen
class Considered:
    """What a form asks for: the schedule as it would be, and what makes it so."""

    after: Schedule
    save: Callable[[Work], Awaitable[object]]


@frozen
class ScheduleForm(VerbScreen):
    """POST /schedules/{key}/overrides and POST /schedules/{key}/layers

    Args:
        anchor: Where on the page the form stands.
        filled: Puts what was filled in back on the page.
        consider: Reads what the form asks for.
    """

    anchor: str
    filled: Callable[[Mapping[str, str]], ShowSchedule]
    consider: Callable[[Visit, Schedule, Mapping[str, str]], Considered]

    async def act(self, press: Press) -> str | None:
        """Show what the form would change, or put it in force."""
        schedule = find_schedule(press.visit, press.at["key"])
        considered = self.consider(press.visit, schedule, press.form)
        if _is_save(press.form):
            await self.desk.do(press.request, considered.save)
            return f"/schedules/{schedule.key}#{self.anchor}"
        shown = evolve(self.filled(press.form), after=considered.after)
        await show_schedule(self.desk, press.response, press.visit, schedule, shown)
        return None

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not, with what was filled in."""
        schedule = find_schedule(press.visit, press.at["key"])
        shown = evolve(self.filled(press.form), error=error)
        await show_schedule(self.desk, press.response, press.visit, schedule, shown)

    async def page_of(self, visit: Visit, at: Mapping[str, str]) -> str:
        """Return the page the form is on."""
        return f"/schedules/{find_schedule(visit, at['key']).key}"


def override_form(desk: Desk) -> ScheduleForm:
    """Return the form that puts an override on the schedule."""

    def consider(visit: Visit, schedule: Schedule, form: Mapping[str, str]) -> Considered:
        override, add = _override(visit, form), desk.parts.add_override
        return Considered(
            schedule.add_override(override, visit.times.now),
            lambda work: add(work, schedule.id, override, by=visit.by),
        )

    return ScheduleForm(desk, "overrides", lambda form: ShowSchedule(override_form=form), consider)


def layer_form(desk: Desk) -> ScheduleForm:
    """Return the form that puts a layer in force from now on as the form has it."""

    def consider(visit: Visit, schedule: Schedule, form: Mapping[str, str]) -> Considered:
        changes = ScheduleChanges(layers=_layers(visit, schedule, form))
        after, _ = changes.apply_to(schedule, visit.times.now)
        edit = desk.parts.edit_schedule
        return Considered(after, lambda work: edit(work, schedule.id, changes, by=visit.by))

    return ScheduleForm(desk, "layers", lambda form: ShowSchedule(layer_form=form), consider)


def _is_save(form: Mapping[str, str]) -> bool:
    what = form.get("what", "")
    if what not in {LOOK, SAVE}:
        raise InvalidError.at("/what", one_of((LOOK, SAVE)))
    return what == SAVE


def _override(visit: Visit, form: Mapping[str, str]) -> Override:
    mode = form.get("mode", "")
    if mode not in set(OverrideMode):
        raise InvalidError.at("/mode", one_of(OverrideMode))
    return Override(
        start=read_local(form.get("start", ""), visit.times, "/start"),
        end=read_local(form.get("end", ""), visit.times, "/end"),
        user=_person(visit, form.get("user", ""), "/user"),
        mode=OverrideMode(mode),
    )


def _layers(visit: Visit, schedule: Schedule, form: Mapping[str, str]) -> tuple[Layer, ...]:
    """Return the layers in force with the one named as the form has it."""
    layers = schedule.layers_at(visit.times.now)
    named = form.get("layer", "")
    if named not in {layer.name for layer in layers}:
        raise InvalidError.at("/layer", "is no layer of this schedule")
    turns = _turns(visit, form.get("turns", ""))
    return tuple(
        evolve(read_layer(layer, form), users=turns) if layer.name == named else layer
        for layer in layers
    )


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
    raise InvalidError.at(pointer, Sentence("“{key}” is nobody's key", key=key))
