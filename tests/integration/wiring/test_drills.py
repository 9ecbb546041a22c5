"""A drill from end to end: the server as it is wired, a real mail server, PostgreSQL."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.acceptance.mailbox import acknowledge_link
from tests.integration.wiring.test_answering import CODE, DOCUMENT, PUBLIC_URL, Desk, ana, desk
from tests.peers.smtp_sink import SmtpSink
from tests.product.installation import configure

from hikeshi.flow.work import Work
from hikeshi.incidents.model.drill import Drill, DrillDraft
from hikeshi.incidents.model.drill_run import DrillRun
from hikeshi.incidents.model.escalation_policy import Target, TargetKind
from hikeshi.incidents.model.timer import TimerKind
from hikeshi.incidents.queries import DrillRunFilters, IncidentFilters
from hikeshi.incidents.use_cases.create_drill import CreateDrill
from hikeshi.incidents.use_cases.run_drill import RunDrill
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import TeamId
from hikeshi.kernel.paging import PageRequest
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.drafts import ContactMethodDraft
from hikeshi_server.inbound.worker.courier import Courier
from hikeshi_server.inbound.worker.drill_runner import DrillRunner
from hikeshi_server.inbound.worker.escalator import Escalator
from hikeshi_server.inbound.worker.notifier import Notifier
from hikeshi_server.outbound.postgres.instance import Hold
from hikeshi_server.outbound.postgres.queries.drills import PostgresDrillQueries
from hikeshi_server.outbound.postgres.queries.incidents import PostgresIncidentQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


async def lay_down(work: Work) -> Drill:
    """Let Ana be drilled, and be due at this moment."""
    directory = await work.directory()
    (user,), (team,) = directory.users.values(), directory.teams.values()
    target = Target(TargetKind.USER, user.id, user.key)
    draft = DrillDraft(key="night", name="Night", team_id=TeamId(team.id), targets=(target,))
    drill = await CreateDrill()(work, draft, by=SYSTEM)
    await work.drill_timers.plan({drill.id: work.now})
    return drill


async def run(opened: Desk, drill: Drill) -> None:
    """Let the worker run the drill, and send."""

    async def plan(work: Work) -> None:
        await work.drill_timers.plan({drill.id: work.now})

    await opened.application.parts.transactions.run(plan)
    await opened.run(DrillRunner)
    await opened.run(Notifier)


async def press(opened: Desk, mail: dict[str, Any]) -> None:
    """Open the link of a mail as a person does, and press its button."""
    path = urlsplit(acknowledge_link(mail)).path
    shown = await opened.http.simulate_get(path)
    fields = "&".join(f"{name}={value}" for name, value in _HIDDEN.findall(shown.text))
    form = {"Origin": PUBLIC_URL, "Content-Type": "application/x-www-form-urlencoded"}
    answer = await opened.http.simulate_post(path, body=fields, headers=form)
    assert answer.status_code == 303, answer.text


async def let_the_time_be_over(work: Work) -> None:
    """Let what was planned for the end of the newest drill be due."""
    (drill,) = (await work.directory()).drills.values()
    (waiting,) = await work.drill_runs.waiting(drill.id)
    assert waiting.incident_id is not None
    (before,) = (await work.incidents.lock_many([waiting.incident_id])).values()
    after = before.planning(TimerKind.DRILL_OVER, work.now - timedelta(seconds=1))
    await work.incidents.save_many([(before, after)])


async def shown(opened: Desk, drill: Drill) -> tuple[DrillRun, ...]:
    """Return what the drill has shown, newest first."""
    queries = PostgresDrillQueries(Reader(opened.application.parts.engine))
    return (await queries.runs_page(drill.id, PageRequest(), DrillRunFilters())).items


async def test_a_drill_is_mailed_answered_and_missed(postgres_url: str, data_dir: Path) -> None:
    """The mail says that it is a drill; its link passes it; unanswered, person and team hear it."""
    async with SmtpSink() as sink:
        smtp = f"{sink.url}?starttls=never"
        async with desk(postgres_url, data_dir, smtp) as opened:
            transactions = opened.application.parts.transactions
            await configure(transactions, DOCUMENT)
            method = await opened.add(
                ContactMethodDraft(key="mail", kind=ContactKind.EMAIL, address="ana@example.org")
            )
            await opened.confirm(method, CODE)
            drill = await transactions.run(lay_down)
            await run(opened, drill)
            await press(opened, sink.mails[-1])
            await run(opened, drill)
            await transactions.run(let_the_time_be_over)
            await opened.run(Escalator)
            await opened.run(Courier)
            missed, passed = await shown(opened, drill)
            incidents = PostgresIncidentQueries(Reader(opened.application.parts.engine))
            listed = await incidents.list_page(PageRequest(), IncidentFilters())
            drills = await incidents.list_page(PageRequest(), IncidentFilters(drill=True))
            person = (await transactions.run(ana)).id
            latest = await transactions.run(
                lambda work: work.drill_runs.latest_of([passed.user_id])
            )
            opened.application.parts.gate.hold = Hold("It was restored.", missed.started_at)
            await transactions.run(lambda work: RunDrill()(work, drill.id, by=SYSTEM))
            await transactions.run(let_the_time_be_over)
            await opened.run(Escalator)
            called_off, *_ = await shown(opened, drill)

    first, _, told = sink.mails[1:]
    assert first["headers"]["subject"] == "[DRILL] Night (#1)"
    assert "This is a drill: nothing is wrong." in first["text"]
    assert "the next person" not in first["text"]
    assert (passed.user_id, passed.outcome, passed.channel) == (person, "passed", "link")
    assert passed.acknowledged_after is not None
    assert (missed.outcome, missed.channel) == ("missed", None)
    assert missed.reason.startswith("email accepted")
    reason = "Nothing could be sent: It was restored."
    assert (called_off.outcome, called_off.reason) == ("called_off", reason)
    assert told["headers"]["subject"] == "[DRILL] Missed by ana: Night"
    assert latest == {person: missed}
    assert listed.items == ()
    assert [(view.status, view.drill_id) for view in drills.items] == [
        ("closed", drill.id),
        ("resolved", drill.id),
    ]
