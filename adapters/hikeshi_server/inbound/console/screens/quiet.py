"""What nobody is told of: silences and maintenance windows, made and ended."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.alerts.model.alert import Alert, AlertStatus
from hikeshi.alerts.model.drafts import SilenceDraft
from hikeshi.alerts.model.silence import Silence
from hikeshi.alerts.queries import AlertFilters
from hikeshi.flow.directory import Directory
from hikeshi.flow.owning import OwningTeams
from hikeshi.flow.work import Work
from hikeshi.kernel.authorization import Permission
from hikeshi.kernel.errors import HikeshiError
from hikeshi.kernel.ids import MaintenanceWindowId, SilenceId
from hikeshi.kernel.paging import PageRequest
from hikeshi_server.inbound.console.forms import read_id, read_version
from hikeshi_server.inbound.console.pressing import Press, VerbScreen, no_such_verb
from hikeshi_server.inbound.console.quiet_form import (
    LENGTHS,
    USUAL,
    read_silence,
    read_window,
    service_field,
)
from hikeshi_server.inbound.console.quieting import kept_quiet, shown_quiet
from hikeshi_server.inbound.console.visits import Desk, ScreenOf, Visit, page

VERBS = ("silence", "window", "end-silence", "end-window")
LOOK = "look"
#: So many alerts that fire are looked at, the newest.
MOST_ALERTS = 200
#: A silence that has no id yet.
_CONSIDERED = SilenceId(UUID(int=0))


@frozen(kw_only=True)
class Filled:
    """What stands in the forms.

    Args:
        verb: Which form it is.
        considered: The silence somebody looks at before they make it.
    """

    verb: str = ""
    form: Mapping[str, str] = {}
    considered: Silence | None = None
    error: HikeshiError | None = None


@frozen
class QuietPage(ScreenOf):
    """GET /quiet"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show what is kept quiet, and the forms; `?matchers=` proposes what a silence is about."""
        visit = await self.desk.visit(request)
        proposed = request.get_param("matchers") or ""
        filled = Filled(verb="silence", form={"matchers": proposed}) if proposed else Filled()
        await _show(self.desk, response, visit, filled)

    on_head = on_get


@frozen
class QuietVerb(VerbScreen):
    """POST /quiet/{verb}: silence (or look at it first), window, end-silence, end-window"""

    async def act(self, press: Press) -> str | None:
        """Do what the button says."""
        if press.verb == "silence" and press.form.get("what") == LOOK:
            considered = _considered(press.visit, press.form)
            filled = Filled(verb=press.verb, form=press.form, considered=considered)
            await _show(self.desk, press.response, press.visit, filled)
            return None
        await self.desk.do(press.request, lambda work: self._do(work, press))
        return "/quiet"

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not, with what was filled in."""
        filled = Filled(verb=press.verb, form=press.form, error=error)
        await _show(self.desk, press.response, press.visit, filled)

    async def page_of(self, visit: Visit, at: Mapping[str, str]) -> str:
        """Return the page the buttons are on."""
        del visit, at
        return "/quiet"

    async def _do(self, work: Work, press: Press) -> None:
        verbs, visit, form, by = self.desk.parts.quiet, press.visit, press.form, press.by
        owners = OwningTeams(await work.directory())
        if press.verb == "silence":
            await verbs.create_silence(work, _silence(visit, form), by=by)
        elif press.verb == "window":
            window = read_window(form, visit.directory.services.values(), visit.times)
            await verbs.create_window(work, window, owners=owners, by=by)
        elif press.verb == "end-silence":
            silence, version = SilenceId(_id(form)), read_version(form)
            await verbs.end_silence(work, silence, by=by, expected_version=version)
        elif press.verb == "end-window":
            ended, version = MaintenanceWindowId(_id(form)), read_version(form)
            await verbs.end_window(work, ended, owners=owners, by=by, expected_version=version)
        else:
            raise no_such_verb(VERBS)


def _silence(visit: Visit, form: Mapping[str, str]) -> SilenceDraft:
    return read_silence(form, visit.directory.teams.values(), visit.times)


def _considered(visit: Visit, form: Mapping[str, str]) -> Silence:
    draft = _silence(visit, form)
    starts_at = max(draft.starts_at or visit.times.now, visit.times.now)
    return draft.to_silence(_CONSIDERED, starts_at=starts_at, created_by=None)


def _id(form: Mapping[str, str]) -> UUID:
    return read_id(form.get("id", ""))


async def _firing(desk: Desk) -> Sequence[Alert]:
    filters = AlertFilters(status=AlertStatus.FIRING)
    return (await desk.parts.alerts.list_page(PageRequest(limit=MOST_ALERTS), filters)).items


async def _show(desk: Desk, response: Response, visit: Visit, filled: Filled) -> None:
    directory = await desk.read(lambda work: work.directory())
    firing, considered = await _firing(desk), filled.considered
    desk.show(
        response,
        visit,
        "quiet.html",
        error=filled.error,
        rows=shown_quiet(directory, firing, visit.by, visit.times.now),
        filled=filled,
        would=kept_quiet(directory, considered, firing) if considered is not None else (),
        lengths=LENGTHS,
        usual=USUAL,
        service_field=service_field,
        **_may(visit, directory),
    )


def _may(visit: Visit, directory: Directory) -> Mapping[str, Any]:
    """Return for whom the person may keep something quiet."""
    everywhere = visit.may(Permission.RESPOND)
    services = sorted(directory.services.values(), key=lambda service: service.name)
    teams = sorted(directory.teams.values(), key=lambda team: team.name)
    return {
        "everywhere": everywhere,
        "services": [each for each in services if visit.may(Permission.RESPOND, each.team_id)],
        "teams": [each for each in teams if visit.may(Permission.RESPOND, each.id)],
    }
