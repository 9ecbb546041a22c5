"""What the verbs on drills share: whose they are, and what a run begins."""

from collections.abc import Sequence

from hikeshi.incidents.errors import DrillNotFoundError
from hikeshi.incidents.events import DrillRan
from hikeshi.incidents.model.decision import Moment
from hikeshi.incidents.model.drill import Drill
from hikeshi.incidents.model.drill_run import DrillOutcome, DrillRun
from hikeshi.incidents.model.drilling import begin_drill
from hikeshi.incidents.model.finding import Found, find
from hikeshi.incidents.ports import IncidentWork
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import StaleError
from hikeshi.kernel.ids import DrillId, DrillRunId, IncidentId


def nothing_held() -> str | None:
    """Return why nothing is sent, where nobody says otherwise: everything leaves."""
    return None


async def lock_own_drill(
    work: IncidentWork, drill_id: DrillId, expected_version: int | None, by: Actor
) -> Drill:
    """Return the drill, locked, if it is the actor's to configure.

    Raises:
        DrillNotFoundError: There is none.
        StaleError: It has another version than the one expected.
        ForbiddenError: It is not the actor's to configure.
    """
    drill = (await work.drills.lock_many((drill_id,))).get(drill_id)
    if drill is None:
        raise DrillNotFoundError
    require(by, Permission.CONFIGURE, drill.team_id)
    if expected_version is not None and expected_version != drill.version:
        raise StaleError
    return drill


async def begin_runs(work: IncidentWork, drill: Drill, *, by: Actor) -> Sequence[DrillRun]:
    """Page everybody the drill names now, each by an incident of their own."""
    roster = await work.roster(())
    moment = Moment(work.now, work.ids, by)
    people = find(drill.targets, roster, moment)
    numbers = await work.incidents.next_numbers(len(people)) if people else ()
    decisions = [
        begin_drill(drill, found, number, moment)
        for found, number in zip(people, numbers, strict=True)
    ]
    runs = [
        _run(work, drill, found, decision.incident.id)
        for found, decision in zip(people, decisions, strict=True)
    ] or [_run(work, drill, None, None)]
    await work.incidents.add_many([decision.incident for decision in decisions])
    await work.drill_runs.add_many(runs)
    work.record(
        DrillRan(
            id=work.ids(),
            at=work.now,
            by=by,
            object_id=drill.id,
            key=drill.key,
            people=tuple(found.user_id for found in people),
        ),
        *(event for decision in decisions for event in decision.events),
    )
    return runs


def _run(
    work: IncidentWork, drill: Drill, found: Found | None, incident_id: IncidentId | None
) -> DrillRun:
    nobody = found is None
    return DrillRun(
        id=DrillRunId(work.ids()),
        drill_id=drill.id,
        user_id=None if found is None else found.user_id,
        incident_id=incident_id,
        via="" if found is None else found.via,
        started_at=work.now,
        acknowledge_by=work.now + drill.acknowledge_within,
        outcome=DrillOutcome.NOBODY if nobody else DrillOutcome.WAITING,
        ended_at=work.now if nobody else None,
        reason="nobody was on call" if nobody else "",
    )
