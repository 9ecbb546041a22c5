"""People: whom a page would reach now, those first whom it would not."""

from collections.abc import Collection, Mapping

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.incidents.model.drill_run import DrillRun
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.oncall.model.looking_after import looks_after
from hikeshi.teams.model.team import Team
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.console.reach_sentences import Asked, Telling
from hikeshi_server.inbound.console.reach_view import asked, telling
from hikeshi_server.inbound.console.visits import ScreenOf, Visit, page

#: More people than this are counted, not shown: who looks for one says so.
MOST_SHOWN = 100
WELL = 2


@frozen(kw_only=True)
class ShownPerson:
    """Somebody, and what becomes of a sev1 that pages them now.

    Args:
        on_call: They are, by some schedule.
        drilled: What the last drill showed that they had to answer.
        may_look: Whoever reads the page may see how they are reached.
    """

    person: User
    teams: tuple[Team, ...]
    on_call: bool
    verdict: Asked
    tell: Telling
    drilled: DrillRun | None
    may_look: bool


@frozen
class PeoplePage(ScreenOf):
    """GET /people"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show who is active, who is badly reached first; `?q=` looks for a name."""
        visit = await self.desk.visit(request)
        wanted = (request.get_param("q") or "").strip()
        now = visit.times.now
        duties = self.desk.rota.duties(visit.directory.schedules.values(), now)
        on_call = {user_id for duty in duties for user_id in duty.people}
        found = [
            (user, asked(visit.directory, user.id, Severity.SEV1, Urgency.HIGH, now))
            for user in visit.directory.users.values()
            if user.active and _fits(user, wanted.casefold())
        ]
        found.sort(
            key=lambda each: (
                trouble(each[1]),
                each[0].id not in on_call,
                each[0].name,
                each[0].key,
            )
        )
        shown = found[:MOST_SHOWN]
        people = [user.id for user, _ in shown]
        drilled = await self.desk.read(lambda work: work.drill_runs.latest_of(people))
        self.desk.show(
            response,
            visit,
            "people.html",
            rows=[_row(visit, each, drilled, on_call) for each in shown],
            more=len(found) - len(shown),
            wanted=wanted,
            badly=sum(trouble(verdict) < WELL for _, verdict in found),
        )

    on_head = on_get


def _fits(user: User, wanted: str) -> bool:
    return any(wanted in text.casefold() for text in (user.name, user.key, user.email))


def trouble(verdict: Asked) -> int:
    """Return how badly somebody is reached: 0 not at all, 1 by nothing that rings, 2 well."""
    if not verdict.found.reachable or verdict.left_out_until is not None:
        return 0
    return WELL if verdict.rings else 1


def _row(
    visit: Visit,
    found: tuple[User, Asked],
    drilled: Mapping[UserId, DrillRun],
    on_call: Collection[UserId],
) -> ShownPerson:
    directory, (user, verdict) = visit.directory, found
    teams = directory.teams_of(user.id)
    return ShownPerson(
        person=user,
        teams=tuple(directory.teams[team_id] for team_id in teams),
        on_call=user.id in on_call,
        verdict=verdict,
        tell=telling(directory, user.id, visit.times),
        drilled=drilled.get(user.id),
        may_look=looks_after(visit.by, user.id, teams),
    )
