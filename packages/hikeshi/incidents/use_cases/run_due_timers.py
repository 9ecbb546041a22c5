"""Do what was planned for incidents whose time has come."""

from collections.abc import Callable

from attrs import field, frozen

from hikeshi.incidents.model.coming_due import come_due
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._deciding import decide_locked
from hikeshi.incidents.use_cases._drills import nothing_held
from hikeshi.kernel.actor import SYSTEM


@frozen
class RunDueTimers:
    """Claim incidents with a due timer, decide and commit inside the claim.

    Incidents that another work holds are left for the next look. Of several timers of one
    incident the first one due runs; the others are looked at again, against the new state.

    Args:
        held: Says why nothing is sent at present; nothing = everything leaves.
    """

    held: Callable[[], str | None] = field(default=nothing_held)

    async def __call__(self, work: IncidentWork, *, limit: int = 500) -> int:
        """Run at most `limit` timers; return how many incidents were looked at."""
        ids = await work.incident_timers.due(work.now, limit)
        if not ids:
            return 0
        locked = await work.incidents.lock_many(ids, skip_locked=True)
        await decide_locked(work, locked, self._decide, by=SYSTEM)
        return len(locked)

    def _decide(self, incident: Incident, roster: Roster, moment: Moment) -> Decision:
        timer = incident.due(moment.now)
        if timer is None:
            return Decision(incident)
        return come_due(incident, timer, roster, moment, self.held())
