"""Duty: announce to people, in time, that their shifts begin, and what is open as they do."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import define, evolve, frozen

from hikeshi.flow.handing_over import policies_of_schedule
from hikeshi.flow.reminding import remind_of_shifts
from hikeshi.flow.telling_hand_offs import (
    MOST_NAMED,
    TOLD_WITHIN,
    Handed,
    handed_over,
    tell_hand_offs,
)
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.queries import IncidentQueries
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.ids import EscalationPolicyId

#: How late a change of a schedule may be noticed.
LOOK_EVERY = timedelta(seconds=20)
#: What changed hands is looked for a little further back than the last look: planning twice
#: plans once.
_OVERLAP = timedelta(minutes=1)
#: Counted in a summary; whoever has more open has other worries than the exact number.
_MOST_COUNTED = MOST_NAMED + 100

#: What changed hands, with the policies that page the schedule.
Offered = tuple[Handed, tuple[EscalationPolicyId, ...]]


@frozen(kw_only=True)
class Look:
    """One look at all schedules.

    Args:
        revision: Of the configuration that was looked at.
        next_at: When something comes due, as far as that configuration says.
    """

    at: datetime
    revision: int
    next_at: datetime
    handed: Sequence[Offered] = ()


@define
class Announcer:
    """Plans reminders and summaries as their time comes, and after every change.

    What is planned is named by what it announces: several workers plan it once, and whatever one
    of them has not planned when it dies, another does.
    """

    transactions: Transactions
    clock: Clock
    incidents: IncidentQueries
    name: str = "shifts"
    _look_at: datetime | None = None
    _last: Look | None = None

    async def run_once(self) -> float | None:
        """Plan what has become due; return seconds until the next look."""
        now = self.clock.now()
        if self._look_at is None or now >= self._look_at:
            look = await self.transactions.run(self._look)
            if look.handed:
                handed = [await self._offered(each) for each in look.handed]
                await self.transactions.run(lambda work: tell_hand_offs(work, handed))
            self._last = look
            self._look_at = min(look.next_at, now + LOOK_EVERY)
        return (self._look_at - now).total_seconds()

    async def stop(self) -> None:
        """Nothing is ever begun and left."""

    async def _look(self, work: Work) -> Look:
        directory, last = await work.directory(), self._last
        if last is not None and last.revision == directory.revision and work.now < last.next_at:
            return evolve(last, handed=())
        since = work.now - TOLD_WITHIN if last is None else last.at - _OVERLAP
        found, hand_off_at = handed_over(directory, since, work.now)
        return Look(
            at=work.now,
            revision=directory.revision,
            next_at=min(hand_off_at, await remind_of_shifts(work)),
            handed=[(each, policies_of_schedule(directory, each.schedule.id)) for each in found],
        )

    async def _offered(self, offered: Offered) -> Handed:
        handed, policies = offered
        found = await self.incidents.open_of_policies(policies, _MOST_COUNTED)
        return evolve(handed, open_incidents=found)
