"""What every verb on an incident shares: lock, authorise, decide, write."""

from collections.abc import Callable, Iterable, Mapping

from hikeshi.incidents.errors import IncidentNotFoundError
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._turns import in_turn
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import StaleError
from hikeshi.kernel.ids import IncidentId

Decide = Callable[[Incident, Roster, Moment], Decision]


async def decide_one(
    work: IncidentWork,
    incident_id: IncidentId,
    decide: Decide,
    *,
    by: Actor,
    expected_version: int | None = None,
) -> Incident:
    """Let a person change one incident.

    Args:
        work: The unit of work.
        incident_id: Which incident.
        decide: The pure decision.
        by: Who wants it; needs `respond` on the incident's team.
        expected_version: The version the person saw, where they said so.

    Raises:
        IncidentNotFoundError: There is none, or the person may not see it.
        StaleError: The incident is not at the version the person saw.
        ForbiddenError: The person may not respond.
    """
    locked = await work.incidents.lock_many([incident_id])
    incident = locked.get(incident_id)
    if incident is None:
        raise IncidentNotFoundError
    require(by, Permission.RESPOND, incident.team_id)
    if expected_version is not None and expected_version != incident.version:
        raise StaleError
    return (await decide_locked(work, locked, decide, by=by))[incident_id]


async def decide_locked(
    work: IncidentWork, locked: Mapping[IncidentId, Incident], decide: Decide, *, by: Actor
) -> Mapping[IncidentId, Incident]:
    """Decide about incidents this work has locked, write what changed, record why."""
    roster = await work.roster(locked.values())
    incidents = list(locked.values())
    decided = await in_turn(
        work,
        Moment(work.now, work.ids, by),
        lambda moment: [decide(incident, roster, moment) for incident in incidents],
    )
    decisions = list(zip(incidents, decided, strict=True))
    await work.incidents.save_many(
        [(old, new.incident) for old, new in decisions if new.incident != old]
    )
    for _, decision in decisions:
        work.record(*decision.events)
    return {decision.incident.id: decision.incident for _, decision in decisions}


async def decide_many(
    work: IncidentWork, ids: Iterable[IncidentId], decide: Decide, *, by: Actor
) -> Mapping[IncidentId, Incident]:
    """Decide about several incidents on behalf of a sender, a timer or Hikeshi itself."""
    return await decide_locked(work, await work.incidents.lock_many(ids), decide, by=by)
