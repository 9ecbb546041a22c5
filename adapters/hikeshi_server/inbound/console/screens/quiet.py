"""What nobody is told of: silences and maintenance windows, made and ended."""

from collections.abc import Mapping, Sequence
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
from hikeshi.kernel.errors import HikeshiError, InvalidError
from hikeshi.kernel.ids import MaintenanceWindowId, SilenceId
from hikeshi.kernel.paging import PageRequest
from hikeshi_server.inbound.console.forms import read_form
from hikeshi_server.inbound.console.pages import see_other
from hikeshi_server.inbound.console.quiet_form import (
    LENGTHS,
    USUAL,
    read_silence,
    read_window,
    service_field,
)
from hikeshi_server.inbound.console.quieting import kept_quiet, shown_quiet
from hikeshi_server.inbound.console.reach_requests import read_version
from hikeshi_server.inbound.console.visits import (
    Desk,
    ScreenOf,
    SignInNeededError,
    Visit,
    message_of,
    page,
    status_of,
)

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
class QuietVerb(ScreenOf):
    """POST /quiet/{verb}"""

    @page
    async def on_post(self, request: Request, response: Response, verb: str) -> None:
        """Make a `silence` (or look at it first) or a `window`; `end-silence`, `end-window`."""
        visit = await self.desk.visit(request)
        form = await read_form(request)
        self.desk.check_form(visit, form)
        try:
            if verb == "silence" and form.get("what") == LOOK:
                considered = _considered(visit, form)
                filled = Filled(verb=verb, form=form, considered=considered)
                await _show(self.desk, response, visit, filled)
                return
            await self.desk.do(request, lambda work: self._do(work, visit, verb, form))
        except SignInNeededError:
            raise
        except HikeshiError as error:
            await _show(self.desk, response, visit, Filled(verb=verb, form=form, error=error))
            return
        see_other(response, "/quiet")

    @page
    async def on_get(self, request: Request, response: Response, verb: str) -> None:
        """Lead to the page the buttons are on."""
        del verb
        await self.desk.visit(request)
        see_other(response, "/quiet")

    on_head = on_get

    async def _do(self, work: Work, visit: Visit, verb: str, form: Mapping[str, str]) -> None:
        verbs, by = self.desk.parts.quiet, visit.by
        owners = OwningTeams(await work.directory())
        if verb == "silence":
            await verbs.create_silence(work, _silence(visit, form), by=by)
        elif verb == "window":
            window = read_window(form, visit.directory.services.values(), visit.times)
            await verbs.create_window(work, window, owners=owners, by=by)
        elif verb == "end-silence":
            silence, version = SilenceId(_id(form)), read_version(form)
            await verbs.end_silence(work, silence, by=by, expected_version=version)
        elif verb == "end-window":
            ended, version = MaintenanceWindowId(_id(form)), read_version(form)
            await verbs.end_window(work, ended, owners=owners, by=by, expected_version=version)
        else:
            raise InvalidError.at("/verb", f"must be one of {', '.join(VERBS)}")


def _silence(visit: Visit, form: Mapping[str, str]) -> SilenceDraft:
    return read_silence(form, visit.directory.teams.values(), visit.times)


def _considered(visit: Visit, form: Mapping[str, str]) -> Silence:
    draft = _silence(visit, form)
    starts_at = max(draft.starts_at or visit.times.now, visit.times.now)
    return draft.to_silence(_CONSIDERED, starts_at=starts_at, created_by=None)


def _id(form: Mapping[str, str]) -> UUID:
    try:
        return UUID(form.get("id", ""))
    except ValueError:
        raise InvalidError.at("/id", "must be an id") from None


async def _firing(desk: Desk) -> Sequence[Alert]:
    filters = AlertFilters(status=AlertStatus.FIRING)
    return (await desk.parts.alerts.list_page(PageRequest(limit=MOST_ALERTS), filters)).items


async def _show(desk: Desk, response: Response, visit: Visit, filled: Filled) -> None:
    directory = await desk.read(lambda work: work.directory())
    firing, error, considered = await _firing(desk), filled.error, filled.considered
    desk.show(
        response,
        visit,
        "quiet.html",
        status=200 if error is None else status_of(error),
        message=None if error is None else message_of(error, visit.words),
        rows=shown_quiet(directory, firing, visit.by, visit.times.now),
        filled=filled,
        would=kept_quiet(directory, considered, firing) if considered is not None else (),
        lengths=LENGTHS,
        usual=USUAL,
        service_field=service_field,
        **_may(visit, directory),
    )


def _may(visit: Visit, directory: Directory) -> Mapping[str, object]:
    """Return for whom the person may keep something quiet."""
    everywhere = visit.may(Permission.RESPOND)
    services = sorted(directory.services.values(), key=lambda service: service.name)
    teams = sorted(directory.teams.values(), key=lambda team: team.name)
    return {
        "everywhere": everywhere,
        "services": [each for each in services if visit.may(Permission.RESPOND, each.team_id)],
        "teams": [each for each in teams if visit.may(Permission.RESPOND, each.id)],
    }
