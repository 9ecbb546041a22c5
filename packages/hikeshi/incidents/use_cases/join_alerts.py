"""Further alerts join incidents that are already open."""

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._deciding import decide_many
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import IncidentId


@frozen
class JoinAlerts:
    """Further alerts join incidents that are already open."""

    async def __call__(self, work: IncidentWork, joined: Sequence[IncidentId]) -> None:
        """Count one more alert for every mention of an incident."""
        counts: Mapping[IncidentId, int] = Counter(joined)

        def decide(incident: Incident, _: Roster, __: Moment) -> Decision:
            count = incident.alert_count + counts[incident.id]
            return Decision(evolve(incident, alert_count=count))

        await decide_many(work, counts, decide, by=SYSTEM)
