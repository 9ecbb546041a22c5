"""A team: who is reached how, and what it asks of everybody's rules at the least."""

from collections.abc import Mapping

from attrs import evolve, frozen
from falcon.asgi import Request, Response

from hikeshi.flow.directory import Directory
from hikeshi.flow.floors import Shortfall
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import HikeshiError, InvalidError, StaleError
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.oncall.model.looking_after import looks_after
from hikeshi.teams.errors import TeamNotFoundError
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.floor import FloorEntry
from hikeshi.teams.model.team import Membership, Team
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.console.forms import read_form
from hikeshi_server.inbound.console.pages import see_other
from hikeshi_server.inbound.console.reach_requests import read_version
from hikeshi_server.inbound.console.reach_sentences import Asked, Telling
from hikeshi_server.inbound.console.reach_view import asked, floor_of, telling
from hikeshi_server.inbound.console.rule_form import read_floor, written_floor
from hikeshi_server.inbound.console.visits import (
    Desk,
    ScreenOf,
    SignInNeededError,
    Visit,
    message_of,
    page,
    status_of,
)

VERBS = ("add-floor", "change-floor", "remove-floor")


@frozen(kw_only=True)
class ShownMember:
    """A member, and what becomes of a sev1 that pages them now.

    Args:
        is_paged: Observers, and who has left, are not.
        shortfalls: Where their rules stay below what the team asks for.
        may_look: Whoever reads the page may see how they are reached.
    """

    person: User
    is_paged: bool
    verdict: Asked
    tell: Telling
    shortfalls: tuple[Shortfall, ...]
    may_look: bool


@frozen
class TeamPage(ScreenOf):
    """GET /teams/{key}"""

    @page
    async def on_get(self, request: Request, response: Response, key: str) -> None:
        """Show the members, each with whether a sev1 reaches them now, and the floor."""
        visit = await self.desk.visit(request)
        await _show(self.desk, response, visit, _team(visit.directory, key))

    on_head = on_get


@frozen
class TeamVerb(ScreenOf):
    """POST /teams/{key}/{verb}"""

    @page
    async def on_post(self, request: Request, response: Response, key: str, verb: str) -> None:
        """Change the floor: `add-floor`, `change-floor` or `remove-floor`."""
        visit = await self.desk.visit(request)
        form = await read_form(request)
        self.desk.check_form(visit, form)
        team = _team(visit.directory, key)
        try:
            await self.desk.do(request, lambda work: self._do(work, visit, team, verb, form))
        except SignInNeededError:
            raise
        except HikeshiError as error:
            kept = {} if isinstance(error, StaleError) else form
            await _show(self.desk, response, visit, team, verb, kept, error)
            return
        see_other(response, f"/teams/{team.key}#floor")

    @page
    async def on_get(self, request: Request, response: Response, key: str, verb: str) -> None:
        """Lead to the page the buttons are on."""
        del verb
        visit = await self.desk.visit(request)
        see_other(response, f"/teams/{_team(visit.directory, key).key}")

    on_head = on_get

    async def _do(
        self, work: Work, visit: Visit, team: Team, verb: str, form: Mapping[str, str]
    ) -> None:
        await self.desk.parts.edit_team(
            work,
            team.id,
            lambda draft: evolve(draft, floor=changed_floor(draft.floor, verb, form)),
            by=visit.by,
            expected_version=read_version(form),
        )


def changed_floor(
    floor: tuple[FloorEntry, ...], verb: str, form: Mapping[str, str]
) -> tuple[FloorEntry, ...]:
    """Return the floor as a form wants it.

    Raises:
        InvalidError: Naming the field.
    """
    if verb not in VERBS:
        raise InvalidError.at("/verb", f"must be one of {', '.join(VERBS)}")
    if verb == "add-floor":
        return (*floor, read_floor(form))
    number = form.get("entry", "")
    if not (number.isascii() and number.isdigit() and len(number) < 4 and int(number) < len(floor)):
        raise InvalidError.at("/entry", "must be an entry of the list")
    at = int(number)
    instead = (read_floor(form),) if verb == "change-floor" else ()
    return (*floor[:at], *instead, *floor[at + 1 :])


def _team(directory: Directory, key: str) -> Team:
    for team in directory.teams.values():
        if key in {team.key, str(team.id)}:
            return team
    raise TeamNotFoundError


def _members(visit: Visit, directory: Directory, team: Team) -> list[ShownMember]:
    known = (member for member in team.members if member.user_id in directory.users)
    return [_member(visit, directory, team, member) for member in known]


def _member(visit: Visit, directory: Directory, team: Team, member: Membership) -> ShownMember:
    user_id, now = member.user_id, visit.times.now
    ours = [found for floor, found in floor_of(directory, user_id, now) if floor.team == team.key]
    return ShownMember(
        person=directory.users[user_id],
        is_paged=member.role is not TeamRole.OBSERVER and directory.is_active(user_id),
        verdict=asked(directory, user_id, Severity.SEV1, Urgency.HIGH, now),
        tell=telling(directory, user_id, visit.times),
        shortfalls=tuple(found for found in ours if found is not None),
        may_look=looks_after(visit.by, user_id, directory.teams_of(user_id)),
    )


async def _show(
    desk: Desk,
    response: Response,
    visit: Visit,
    team: Team,
    verb: str = "",
    form: Mapping[str, str] | None = None,
    error: HikeshiError | None = None,
) -> None:
    directory = await desk.read(lambda work: work.directory())
    found = directory.teams.get(team.id)
    if found is None:
        raise TeamNotFoundError
    require(visit.by, Permission.READ, team.id)
    desk.show(
        response,
        visit,
        "team.html",
        status=200 if error is None else status_of(error),
        message=None if error is None else message_of(error, visit.words),
        team=found,
        members=_members(visit, directory, found),
        asks=Telling(visit.times, {}, {}, {}).asked,
        kinds=list(ContactKind),
        urgencies=list(Urgency),
        written=[written_floor(entry) for entry in found.floor],
        refused_verb=verb,
        form=form or {},
        may_change=visit.may(Permission.CONFIGURE, found.id),
    )
