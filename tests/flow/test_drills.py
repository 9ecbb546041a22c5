"""Drills: harmless pages that must be acknowledged, and what they show."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hikeshi.configuration.identities import schedule_id
from hikeshi.flow.drilling import drill_warnings
from hikeshi.flow.phone_replies import AnswerPage, Meaning
from hikeshi.flow.usages import uses_of_team, uses_of_user
from hikeshi.flow.work import Work
from hikeshi.incidents.errors import IllegalTransitionError
from hikeshi.incidents.model.drill_run import DrillOutcome
from hikeshi.incidents.model.escalation_policy import Target, TargetKind
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.queries import IncidentFilters, PageFilters
from hikeshi.incidents.use_cases.change_severity import ChangeSeverity
from hikeshi.incidents.use_cases.escalate_incident import EscalateIncident
from hikeshi.incidents.use_cases.mitigate_incident import MitigateIncident
from hikeshi.incidents.use_cases.reassign_incident import ReassignIncident
from hikeshi.incidents.use_cases.reopen_incident import ReopenIncident
from hikeshi.incidents.use_cases.resolve_incident import ResolveIncident
from hikeshi.incidents.use_cases.run_due_timers import RunDueTimers
from hikeshi.incidents.use_cases.snooze_incident import SnoozeIncident
from hikeshi.kernel.paging import PageRequest
from hikeshi.kernel.severity import Severity
from hikeshi.memory.queries import InMemoryIncidentQueries
from hikeshi.memory.queries.console import InMemoryConsoleQueries
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.rehearsal.world import finish
from hikeshi.teams.model.team import Team
from tests.flow.story import a_method, a_person, a_schedule
from tests.unit.incidents.drills import DrillGround

#: Whatever else there is: an organisation that pages again and again when nobody answers.
RESORT = {"targets": [{"kind": "user", "key": "dee"}], "after_seconds": 60, "every_seconds": 60}
LED = {"key": "sre", "name": "SRE", "members": [{"user": "cai", "role": "manager"}]}


def acknowledge(ground: DrillGround, who: str) -> None:
    """Acknowledge the newest incident."""
    ground.does(who, ground.acknowledging)


def team_of(ground: DrillGround) -> Team:
    """Return the team."""
    (team,) = ground.world.store.teams.rows.values()
    return team


def notices(ground: DrillGround) -> list[Notice]:
    """Return who is told of drills."""
    found = ground.world.store.notices.rows.values()
    return [notice for notice in found if notice.topic is Topic.DRILL_MISSED]


def test_acknowledged_in_time_it_is_passed_and_over():
    """The incident resolves by itself, nothing more is sent, and the run says how soon."""
    ground = DrillGround(last_resort=RESORT)
    ground.run_now()
    ground.expect_page("ana", step=None)
    ground.expect_attempt("ana")
    ground.advance(seconds=90)

    acknowledge(ground, "ana")
    acknowledge(ground, "ana")  # again: nothing more
    ground.advance(minutes=60 * 24)

    (run,) = ground.runs
    assert run.outcome is DrillOutcome.PASSED
    assert run.acknowledged_after == timedelta(seconds=90)
    assert (ground.status, ground.incident.acknowledged_by) == ("resolved", run.user_id)
    ground.expect_silence()
    ground.expect_no_attempt()
    assert notices(ground) == []


def test_unanswered_it_is_missed_and_nobody_else_is_paged():
    """No step, no last resort: the incident is closed; person and managers are told, once."""
    ground = DrillGround(last_resort=RESORT, teams=[LED])
    team = team_of(ground)
    ground.run_now(ground.lay_down("led", team_id=team.id))
    ground.expect_page("ana")
    ground.advance(minutes=60 * 24)

    ground.expect_silence()
    (run,) = ground.runs
    assert (run.outcome, ground.status) == (DrillOutcome.MISSED, "closed")
    assert run.reason == "sms delivered: rehearsed"
    assert run.ended_at == run.acknowledge_by
    told = {notice.user_id: notice.facts for notice in notices(ground)}
    assert list(told) == [ground.player.names.user(who).id for who in ("ana", "cai")]
    assert {(facts["who"], facts["drill"]) for facts in told.values()} == {("Ana", "led")}
    assert drill_warnings(run) == (
        "the last drill was missed on 2026-01-05 03:10 UTC (sms delivered: rehearsed)",
    )


def test_managers_hear_of_everybody_who_missed_a_drill_at_once():
    """Two people, one message to the manager; each of the two hears of their own run only."""
    ground = DrillGround(teams=[LED])
    targets = tuple(ground.target(who) for who in ("ana", "ben", "cai"))
    ground.run_now(ground.lay_down("led", team_id=team_of(ground).id, targets=targets))
    ground.world.clock.instant += timedelta(minutes=15)
    ground.world.do(RunDueTimers())

    cai = ground.player.names.user("cai").id
    told = [(notice.user_id == cai, notice.facts["who"]) for notice in notices(ground)]
    assert told == [(False, "Ana"), (False, "Ben"), (True, "Cai"), (True, ["Ana", "Ben"])]
    reason = notices(ground)[-1].facts["reason"]
    assert reason == "Ana: sms delivered: rehearsed; Ben: sms delivered: rehearsed"


def test_managers_hear_at_once_that_a_drill_found_nobody():
    """Where nobody is on call a real page would reach nobody, either; found people say nothing."""
    ground = DrillGround(teams=[LED], schedules=[a_schedule("empty")])
    target = Target(TargetKind.SCHEDULE, schedule_id("empty"), "empty")
    ground.run_now(ground.lay_down("led", team_id=team_of(ground).id, targets=(target,)))
    ground.run_now()

    (told,) = [
        (notice.user_id, notice.facts["drill"])
        for notice in ground.world.store.notices.rows.values()
        if notice.topic is Topic.DRILL_FOUND_NOBODY
    ]
    assert told == (ground.player.names.user("cai").id, "led")
    assert [run.outcome for run in ground.runs] == [DrillOutcome.NOBODY, DrillOutcome.WAITING]


def test_what_no_provider_takes_shows_that_the_person_cannot_be_reached():
    """Then it is not the person who failed, and what the provider said is kept."""
    ground = DrillGround()
    ground.channel(Outcome.PERMANENT, minutes=60)
    ground.run_now()
    ground.advance(minutes=16)

    (run,) = ground.runs
    assert run.outcome is DrillOutcome.UNREACHABLE
    assert run.reason.startswith("sms permanent")
    assert drill_warnings(run)[0].startswith("the last drill reached nobody on 2026-01-05")


def test_what_could_not_leave_shows_nothing_about_the_person():
    """While a hold stands nobody is unreachable: the run is called off, and nobody is told."""
    ground = DrillGround(teams=[LED])
    ground.run_now(ground.lay_down("led", team_id=team_of(ground).id))
    ground.world.clock.instant += timedelta(minutes=15)
    ground.world.do(RunDueTimers(lambda: "it was restored."))

    (run,) = ground.runs
    assert (run.outcome, ground.status) == (DrillOutcome.CALLED_OFF, "resolved")
    assert run.reason == "Nothing could be sent: it was restored."
    assert notices(ground) == []


def test_whoever_has_no_way_at_all_is_unreachable():
    """A person without a verified method is what drills are for."""
    mute = a_person("ana", contact_methods=[a_method("phone", verified=False)])
    ground = DrillGround(people=[mute, "ben", "cai", "dee"])
    ground.run_now()
    ground.advance(minutes=16)
    (run,) = ground.runs
    assert run.outcome is DrillOutcome.UNREACHABLE
    assert run.reason == "no verified contact method"


def test_only_its_own_person_passes_it_and_others_can_call_it_off():
    """An answer by somebody else shows nothing about the person who was paged."""
    ground = DrillGround()
    ground.run_now()
    with pytest.raises(IllegalTransitionError):
        acknowledge(ground, "ben")

    ground.does("ben", _resolve)

    (run,) = ground.runs
    assert (run.outcome, ground.status) == (DrillOutcome.CALLED_OFF, "resolved")
    assert notices(ground) == []
    with pytest.raises(IllegalTransitionError):
        acknowledge(ground, "ana")


def test_resolving_is_an_answer_too():
    """Whoever texts that it is over has shown that the page arrived."""
    ground = DrillGround()
    ground.run_now()
    ground.does("ana", _resolve)
    assert [run.outcome for run in ground.runs] == [DrillOutcome.PASSED]


def test_what_would_page_others_is_refused():
    """A drill is never escalated, given away, put off, taken up again or made worse."""
    ground = DrillGround()
    ground.run_now()
    later, ben = ground.world.now + timedelta(hours=1), ground.player.names.user("ben").id

    async def snooze(work: Work, found: Any, by: Any) -> None:
        await SnoozeIncident()(work, found, until=later, by=by)

    async def reassign(work: Work, found: Any, by: Any) -> None:
        await ReassignIncident()(work, found, to=ben, by=by)

    async def escalate(work: Work, found: Any, by: Any) -> None:
        await EscalateIncident()(work, found, by=by)

    async def mitigate(work: Work, found: Any, by: Any) -> None:
        await MitigateIncident()(work, found, by=by)

    async def worsen(work: Work, found: Any, by: Any) -> None:
        await ChangeSeverity()(work, found, severity=Severity.SEV1, by=by)

    async def reopen(work: Work, found: Any, by: Any) -> None:
        await ReopenIncident()(work, found, by=by)

    for verb in (snooze, reassign, escalate, mitigate, worsen, reopen):
        with pytest.raises(IllegalTransitionError, match="is a drill"):
            ground.does("ana", verb)


def test_the_answer_of_a_phone_is_an_answer_and_its_channel_is_kept():
    """The same reply that acknowledges an incident passes a drill."""
    ground = DrillGround()
    (run,) = ground.run_now()

    async def reply(work: Work) -> Incident:
        assert run.incident_id is not None
        assert run.user_id is not None
        return await AnswerPage()(
            work, run.incident_id, Meaning.ACKNOWLEDGE, user_id=run.user_id, kinds=("sms",)
        )

    ground.world.do(reply)
    assert [(r.outcome, r.channel) for r in ground.runs] == [(DrillOutcome.PASSED, "sms")]


def test_it_is_counted_nowhere():
    """Neither among incidents, nor on the board, nor as a page somebody had to bear."""
    ground = DrillGround()
    store, now = ground.world.store, ground.world.now
    queries, board = InMemoryIncidentQueries(store), InMemoryConsoleQueries(store)
    pages = PageFilters(since=now - timedelta(days=1), until=now + timedelta(days=1))

    def seen() -> tuple[Any, ...]:
        listed = finish(queries.list_page(PageRequest(), IncidentFilters()))
        return (
            [view.number for view in listed.items],
            finish(board.open_incidents(9)),
            finish(queries.count_pages(pages)),
        )

    before = seen()
    ground.run_now()

    assert seen() == before
    drills = finish(queries.list_page(PageRequest(), IncidentFilters(drill=True)))
    both = finish(queries.list_page(PageRequest(), IncidentFilters(drill=None)))
    assert [view.drill_id for view in drills.items] == [ground.drill.id]
    assert len(both.items) == len(before[0]) + 1


def test_in_a_storm_it_goes_alone_and_keeps_nothing_back():
    """It waits for no others, names none, and takes no place in the window of real pages."""
    storm = {"organisation": {"bundling": {"messages": 1, "window_seconds": 60}}}
    calm, drilled = DrillGround(**storm), DrillGround(**storm)
    drilled.run_now()
    for ground in (calm, drilled):
        for number in range(4):
            ground.alert(f"storm {number}", severity="sev2")
    (of_drill,) = (n for n in drilled.notifications if n.incident_id == drilled.runs[0].incident_id)
    drilled.run_now(drilled.lay_down("second"))
    second = next(n for n in drilled.notifications if n.incident_id == drilled.runs[-1].incident_id)
    for ground in (calm, drilled):
        ground.advance(minutes=2)

    def shapes(ground: DrillGround) -> list[Any]:
        drills = {run.incident_id for run in ground.runs}
        real = [n for n in ground.notifications if n.incident_id not in drills]
        return [(n.status, n.sent_at, n.bundle_id is None) for n in real]

    assert shapes(drilled) == shapes(calm)
    assert any(not alone for _, _, alone in shapes(calm))
    assert (of_drill.bundles, of_drill.bundle_id, of_drill.sent_at) == (
        False,
        None,
        of_drill.planned_at,
    )
    assert (second.bundle_id, second.sent_at) == (None, second.planned_at)


def test_who_and_what_a_drill_names_cannot_be_deleted_unnoticed():
    """A drill stands among what uses a person or a team."""
    ground = DrillGround(teams=[LED])
    team = team_of(ground)
    ground.lay_down("led", team_id=team.id)
    directory = ground.world.store.directory()
    ana = ground.player.names.user("ana").id
    assert "drill led" in list(uses_of_team(directory, team.id))
    assert "drill night" in list(uses_of_user(directory, ana, ground.world.now))


async def _resolve(work: Work, incident_id: Any, by: Any) -> None:
    await ResolveIncident()(work, incident_id, by=by)


def test_a_run_that_was_passed_warns_of_nothing():
    """Neither does a person who never had a drill."""
    ground = DrillGround()
    ground.run_now()
    acknowledge(ground, "ana")
    assert drill_warnings(ground.runs[0]) == drill_warnings(None) == ()
    assert drill_warnings(evolve(ground.runs[0], outcome=DrillOutcome.MISSED)) != ()
