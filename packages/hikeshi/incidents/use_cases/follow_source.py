"""Follow what the sources of an incident say: worse, acknowledged, over, fired again."""

from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from hikeshi.incidents.events import TriggerWhileAcknowledged
from hikeshi.incidents.model.acknowledging import acknowledge
from hikeshi.incidents.model.changing_severity import raise_severity
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.ending import resolve
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._deciding import decide_many
from hikeshi.kernel.actor import SYSTEM, Actor
from hikeshi.kernel.ids import IncidentId
from hikeshi.kernel.severity import Severity


@frozen
class FollowSource:
    """Follow what the sources of an incident say."""

    async def raise_severities(
        self, work: IncidentWork, worst: Mapping[IncidentId, Severity]
    ) -> None:
        """Make incidents as bad as their sources now say; never better."""
        await decide_many(
            work,
            worst,
            lambda incident, roster, moment: raise_severity(
                incident, worst[incident.id], roster, moment
            ),
            by=SYSTEM,
        )

    async def note_triggers(self, work: IncidentWork, counts: Mapping[IncidentId, int]) -> None:
        """Put triggers on the timeline of incidents somebody has; nobody is told."""
        statuses = await work.incidents.statuses(counts)
        for incident_id, status in statuses.items():
            if status is IncidentStatus.ACKNOWLEDGED:
                count = counts[incident_id]
                work.record(
                    TriggerWhileAcknowledged(
                        id=work.ids(),
                        at=work.now,
                        by=SYSTEM,
                        incident_id=incident_id,
                        count=count,
                    )
                )

    async def acknowledge(self, work: IncidentWork, senders: Mapping[IncidentId, Actor]) -> None:
        """Acknowledge open incidents on behalf of their senders."""

        def decide(incident: Incident, roster: Roster, moment: Moment) -> Decision:
            if not incident.status.is_open:
                return Decision(incident)
            return acknowledge(incident, roster, evolve(moment, by=senders[incident.id]))

        await decide_many(work, senders, decide, by=SYSTEM)

    async def resolve(self, work: IncidentWork, ids: Iterable[IncidentId]) -> None:
        """Resolve incidents whose sources say that it is over."""
        await decide_many(
            work,
            ids,
            lambda incident, _, moment: resolve(incident, moment, reason="by the source"),
            by=SYSTEM,
        )
