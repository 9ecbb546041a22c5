"""How somebody is reached: methods, rules, floors, quiet hours, and what becomes of a page."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from attrs import evolve, frozen
from falcon.asgi import Request, Response

from hikeshi.flow.directory import Directory
from hikeshi.flow.proofs import LOOKED_BACK, methods_of
from hikeshi.flow.work import Work
from hikeshi.incidents.model.drill_run import DrillRun
from hikeshi.kernel.authorization import Permission
from hikeshi.kernel.errors import HikeshiError, InvalidError, StaleError
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.teams.errors import WrongCodeError
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.console.forms import one_of
from hikeshi_server.inbound.console.local_input import read_local, written
from hikeshi_server.inbound.console.persons import ME, find_person
from hikeshi_server.inbound.console.pressing import Press, VerbScreen, no_such_verb
from hikeshi_server.inbound.console.reach_requests import ADDED_KINDS, CONFIRM, VERBS, Asking
from hikeshi_server.inbound.console.reach_sentences import Asked
from hikeshi_server.inbound.console.reach_view import asked, reach_view, telling
from hikeshi_server.inbound.console.rule_form import read_urgency, written_quiet_hours
from hikeshi_server.inbound.console.sentences import slug
from hikeshi_server.inbound.console.times import Times
from hikeshi_server.inbound.console.visits import Desk, ScreenOf, Visit, page

_NOTHING_ASKED = {"at": "", "severity": Severity.SEV1.value, "urgency": Urgency.HIGH.value}


@frozen(kw_only=True)
class Answer:
    """What a form or a question led to, beside the page itself.

    Args:
        verb: Which form was refused.
        form: What was filled in there.
        question: What was asked about, and `preview` what becomes of it.
        made: A webhook that was just made: its secret is shown this once.
    """

    verb: str = ""
    form: Mapping[str, str] = {}
    question: Mapping[str, str] = _NOTHING_ASKED
    preview: Asked | None = None
    made: ContactMethod | None = None
    error: HikeshiError | None = None


@frozen
class ReachedPage(ScreenOf):
    """GET /reached/{key}"""

    @page
    async def on_get(self, request: Request, response: Response, key: str) -> None:
        """Show how a person is reached; `?at=`, `severity` and `urgency` ask about one page."""
        visit = await self.desk.visit(request)
        person = find_person(visit, key)
        question = {name: request.get_param(name) or "" for name in _NOTHING_ASKED}
        answer = Answer()
        if question["at"]:
            answer = Answer(question=question)
            try:
                answer = evolve(answer, preview=_preview(visit, person, question))
            except HikeshiError as error:
                answer = evolve(answer, error=error)
        await _show(self.desk, response, visit, person, answer)

    on_head = on_get


@frozen
class ReachedVerb(VerbScreen):
    """POST /reached/{key}/{verb}, see `VERBS`"""

    async def act(self, press: Press) -> str | None:
        """Do what the button says; what a webhook is signed with is shown once."""
        person = find_person(press.visit, press.at["key"])
        made = await self.desk.do(press.request, self._verb(press, person))
        # A wrong guess is counted, so it is refused only once the work is kept.
        if made is None and press.verb == CONFIRM:
            raise WrongCodeError
        if made is not None and press.verb == "add-method" and made.kind is ContactKind.WEBHOOK:
            await _show(self.desk, press.response, press.visit, person, Answer(made=made))
            return None
        return f"/reached/{press.at['key']}"

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not, with what was filled in unless somebody else changed it meanwhile."""
        person = find_person(press.visit, press.at["key"])
        kept = {} if isinstance(error, StaleError) else press.form
        refused = Answer(verb=press.verb, form=kept, error=error)
        await _show(self.desk, press.response, press.visit, person, refused)

    async def page_of(self, visit: Visit, at: Mapping[str, str]) -> str:
        """Return the page the buttons are on."""
        find_person(visit, at["key"])
        return f"/reached/{at['key']}"

    def _verb(
        self, press: Press, person: User
    ) -> Callable[[Work], Awaitable[ContactMethod | None]]:
        verb = VERBS.get(press.verb)
        if verb is None:
            raise no_such_verb(VERBS)
        asking = Asking(self.desk.parts.reaching, person, press.form, press.by)
        return lambda work: verb(asking, work)


def _preview(visit: Visit, person: User, question: Mapping[str, str]) -> Asked:
    severity = question["severity"] or Severity.SEV1.value
    if severity not in set(Severity):
        raise InvalidError.at("/severity", one_of(Severity))
    at = read_local(question["at"], _clock(visit, person), "/at")
    return asked(visit.directory, person.id, Severity(severity), read_urgency(question), at)


def _clock(visit: Visit, person: User) -> Times:
    return Times.in_zone(person.time_zone, visit.times.now, visit.words)


async def _show(desk: Desk, response: Response, visit: Visit, person: User, answer: Answer) -> None:
    # What was just changed, a guess that is counted say, is seen at once.
    directory, drilled = await desk.read(lambda work: _look(work, person.id))
    person, times = directory.users[person.id], _clock(visit, person)
    ids = [method.id for method in methods_of(directory, person.id)]
    since = times.now - LOOKED_BACK
    measured = await desk.parts.notifications.measured(ids, since)
    own, administers = visit.by.id == person.id, visit.may(Permission.ADMINISTER)
    error = answer.error
    desk.show(
        response,
        evolve(visit, times=times),
        "reached.html",
        error=error,
        **_choices(directory),
        view=reach_view(directory, person, measured, times.now, desk.parts.provided),
        tell=telling(directory, person.id, times),
        answer=answer,
        drilled=drilled,
        asked_at=answer.question["at"] or written(times.now, times),
        quiet=written_quiet_hours(person.quiet_hours),
        path=f"/reached/{ME if own else person.key}",
        own=own,
        may_change=own or administers,
        may_vouch=administers,
        may_page=own and visit.may(Permission.RESPOND),
        slug=slug,
    )


async def _look(work: Work, user_id: UserId) -> tuple[Directory, DrillRun | None]:
    runs = await work.drill_runs.latest_of([user_id])
    return await work.directory(), runs.get(user_id)


def _choices(directory: Directory) -> Mapping[str, Any]:
    return {
        "kinds": ADDED_KINDS,
        "urgencies": list(Urgency),
        "severities": list(Severity),
        "holiday_sets": sorted(directory.holidays.values(), key=lambda found: found.key),
    }
