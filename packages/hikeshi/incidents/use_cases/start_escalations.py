"""Begin to page for incidents that were just triggered."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.incidents.events import IncidentTriggered
from hikeshi.incidents.model.starting import start_escalation
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._deciding import decide_many
from hikeshi.kernel.actor import SYSTEM


@frozen
class StartEscalations:
    """Run the first step of each incident's policy, or page the person named."""

    async def __call__(self, work: IncidentWork, triggered: Sequence[IncidentTriggered]) -> None:
        """Start the escalation of every incident just triggered."""
        facts = {event.incident_id: event for event in triggered}
        await decide_many(
            work,
            facts,
            lambda incident, roster, moment: start_escalation(
                incident,
                roster,
                moment,
                person=facts[incident.id].page,
                giver=facts[incident.id].by,
            ),
            by=SYSTEM,
        )
