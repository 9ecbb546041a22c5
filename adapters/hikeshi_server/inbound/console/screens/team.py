"""A team: its members and how they are reached, its floor, and its drills."""

from collections.abc import Mapping

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.directory import Directory
from hikeshi.flow.floors import Shortfall
from hikeshi.flow.work import Work
from hikeshi.incidents.model.drill import Drill
from hikeshi.incidents.model.drill_run import DrillRun
from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import HikeshiError, StaleError
from hikeshi.kernel.ids import TeamId, UserId
from hikeshi.kernel.local_hours import Weekday
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.oncall.model.looking_after import looks_after
from hikeshi.teams.errors import TeamNotFoundError
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.team import Membership, Team
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.console.pressing import Press, VerbScreen, no_such_verb
from hikeshi_server.inbound.console.reach_sentences import Asked, Telling
from hikeshi_server.inbound.console.reach_view import asked, floor_of, telling
from hikeshi_server.inbound.console.rule_form import written_floor
from hikeshi_server.inbound.console.team_requests import VERBS, AskingTeam
from hikeshi_server.inbound.console.visits import Desk, ScreenOf, Visit, page

#: Where on the page each kind of thing stands.
_ANCHORS = {"member": "members", "floor": "floor", "drill": "drills"}


@frozen(kw_only=True)
class ShownMember:
    """A member, and what becomes of a sev1 that pages them now.

    Args:
        is_paged: Observers, and who has left, are not.
        shortfalls: Where their rules stay below what the team asks for.
        drilled: What the last drill showed that they had to answer.
        may_look: Whoever reads the page may see how they are reached.
    """

    person: User
    is_paged: bool
    verdict: Asked
    tell: Telling
    shortfalls: tuple[Shortfall, ...]
    role: TeamRole
    drilled: DrillRun | None
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
class TeamVerb(VerbScreen):
    """POST /teams/{key}/{verb}: change members, floor or drills, see `VERBS`"""

    async def act(self, press: Press) -> str:
        """Do what the button says."""
        team = _team(press.visit.directory, press.at["key"])
        verb = VERBS.get(press.verb)
        if verb is None:
            raise no_such_verb(VERBS)
        asking = AskingTeam(
            self.desk.parts.team,
            team,
            press.visit.directory,
            press.form,
            press.by,
            press.visit.times.zone_name,
        )
        await self.desk.do(press.request, lambda work: verb(asking, work))
        return f"/teams/{team.key}#{_ANCHORS[press.verb.partition('-')[2]]}"

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not, with what was filled in unless somebody else changed it meanwhile."""
        team = _team(press.visit.directory, press.at["key"])
        kept = {} if isinstance(error, StaleError) else press.form
        await _show(self.desk, press.response, press.visit, team, press.verb, kept, error)

    async def page_of(self, visit: Visit, at: Mapping[str, str]) -> str:
        """Return the page the buttons are on."""
        return f"/teams/{_team(visit.directory, at['key']).key}"


def _team(directory: Directory, key: str) -> Team:
    for team in directory.teams.values():
        if key in {team.key, str(team.id)}:
            return team
    raise TeamNotFoundError


def _members(
    visit: Visit, directory: Directory, team: Team, drilled: Mapping[UserId, DrillRun]
) -> list[ShownMember]:
    known = (member for member in team.members if member.user_id in directory.users)
    return [
        _member(visit, directory, team, member, drilled.get(member.user_id)) for member in known
    ]


def _member(
    visit: Visit, directory: Directory, team: Team, member: Membership, drilled: DrillRun | None
) -> ShownMember:
    user_id, now = member.user_id, visit.times.now
    ours = [found for floor, found in floor_of(directory, user_id, now) if floor.team == team.key]
    return ShownMember(
        person=directory.users[user_id],
        is_paged=member.role is not TeamRole.OBSERVER and directory.is_active(user_id),
        verdict=asked(directory, user_id, Severity.SEV1, Urgency.HIGH, now),
        tell=telling(directory, user_id, visit.times),
        shortfalls=tuple(found for found in ours if found is not None),
        role=member.role,
        drilled=drilled,
        may_look=looks_after(visit.by, user_id, directory.teams_of(user_id)),
    )


async def _look(work: Work, team_id: TeamId) -> tuple[Directory, Mapping[UserId, DrillRun]]:
    directory = await work.directory()
    team = directory.teams.get(team_id)
    people = [member.user_id for member in team.members] if team is not None else []
    return directory, await work.drill_runs.latest_of(people)


async def _show(
    desk: Desk,
    response: Response,
    visit: Visit,
    team: Team,
    verb: str = "",
    form: Mapping[str, str] | None = None,
    error: HikeshiError | None = None,
) -> None:
    directory, drilled = await desk.read(lambda work: _look(work, team.id))
    found = directory.teams.get(team.id)
    if found is None:
        raise TeamNotFoundError
    require(visit.by, Permission.READ, team.id)
    desk.show(
        response,
        visit,
        "team.html",
        error=error,
        team=found,
        members=_members(visit, directory, found, drilled),
        others=_others(directory, found),
        roles=list(TeamRole),
        drills=_drills(directory, found),
        schedules=sorted(directory.schedules.values(), key=lambda schedule: schedule.name),
        weekdays=list(zip(Weekday, visit.words.plain("calendar.weekdays").split(), strict=True)),
        may_respond=visit.may(Permission.RESPOND, found.id),
        asks=Telling(visit.times, {}, {}, {}).asked,
        kinds=list(ContactKind),
        urgencies=list(Urgency),
        written=[written_floor(entry) for entry in found.floor],
        refused_verb=verb,
        form=form or {},
        may_change=visit.may(Permission.CONFIGURE, found.id),
    )


def _others(directory: Directory, team: Team) -> list[User]:
    """Return who could be taken into the team."""
    members = {member.user_id for member in team.members}
    found = (u for u in directory.users.values() if u.active and u.id not in members)
    return sorted(found, key=lambda user: (user.name, user.key))


def _drills(directory: Directory, team: Team) -> list[Drill]:
    found = (drill for drill in directory.drills.values() if drill.team_id == team.id)
    return sorted(found, key=lambda drill: (drill.name, drill.key))
