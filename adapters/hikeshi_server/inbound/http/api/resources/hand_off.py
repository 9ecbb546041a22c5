"""/schedules/{schedule}/hand-off"""

from datetime import datetime

from attrs import frozen

from hikeshi.flow.handing_over import policies_of_schedule
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.queries import IncidentQueries, IncidentView
from hikeshi.kernel.ids import EscalationPolicyId, ScheduleId, UserId
from hikeshi.oncall import Schedule, on_call
from hikeshi.oncall.errors import ScheduleNotFoundError
from hikeshi.oncall.model.hand_off import HandOff, next_hand_off
from hikeshi_server.inbound.http.api.call import Call

#: More open incidents than one person can look at.
MOST_OFFERED = 100


@frozen(kw_only=True)
class HandOffView:
    """What is handed over, by whom to whom, and when.

    Args:
        on_call: Who has it now.
        next: The next hand-off within a year; nothing where there is none.
        open_incidents: Those of policies that page the schedule, the worst first.
    """

    schedule_id: ScheduleId
    at: datetime
    on_call: tuple[UserId, ...]
    next: HandOff | None
    open_incidents: tuple[IncidentView, ...]


@frozen
class HandOffs:
    """/schedules/{schedule}/hand-off"""

    transactions: Transactions
    queries: IncidentQueries

    async def read(self, call: Call, schedule: ScheduleId) -> HandOffView:
        """GET /schedules/{schedule}/hand-off"""
        del call

        async def look(work: Work) -> tuple[Schedule, tuple[EscalationPolicyId, ...], datetime]:
            directory = await work.directory()
            found = directory.schedules.get(schedule)
            if found is None:
                raise ScheduleNotFoundError
            return found, policies_of_schedule(directory, schedule), work.now

        found, policies, now = await self.transactions.run(look)
        return HandOffView(
            schedule_id=found.id,
            at=now,
            on_call=on_call(found, now),
            next=next_hand_off(found, now),
            open_incidents=tuple(await self.queries.open_of_policies(policies, MOST_OFFERED)),
        )
