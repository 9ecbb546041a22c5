"""Duty: announce to people, in time, that their shifts begin, and what is open as they do."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import define, evolve, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.handing_over import policies_of_schedule
from hikeshi.flow.reminding import LOOK_AGAIN, Reminder, due_reminders, remind
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

#: How late a change of a schedule may be noticed.
LOOK_EVERY = timedelta(seconds=20)
#: What changed hands is looked for a little further back than the last look: planning twice
#: plans once.
_OVERLAP = timedelta(minutes=1)
#: Counted in a summary; whoever has more open has other worries than the exact number.
_MOST_COUNTED = MOST_NAMED + 100


@frozen(kw_only=True)
class Look:
    """One look at all schedules.

    Args:
        next_at: When something comes due, as far as that configuration says.
        due: What is to be announced.
        handed: What changed hands.
    """

    at: datetime
    directory: Directory
    next_at: datetime
    due: Sequence[Reminder] = ()
    handed: Sequence[Handed] = ()


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
            directory = await self.transactions.run(lambda work: work.directory())
            if self._is_news(directory, now):
                self._last = await self._plan(await self._look(directory, now))
            next_at = now if self._last is None else self._last.next_at
            self._look_at = min(next_at, now + LOOK_EVERY)
        return (self._look_at - now).total_seconds()

    async def stop(self) -> None:
        """Nothing is ever begun and left."""

    def _is_news(self, directory: Directory, now: datetime) -> bool:
        last = self._last
        return last is None or directory is not last.directory or now >= last.next_at

    async def _look(self, directory: Directory, now: datetime) -> Look:
        since = now - TOLD_WITHIN if self._last is None else self._last.at - _OVERLAP
        due, handed, next_at = list[Reminder](), list[Handed](), now + LOOK_AGAIN
        for schedule in directory.schedules.values():
            reminders, lead_at = due_reminders(schedule, directory, now)
            hand_offs, hand_off_at = handed_over(schedule, since, now)
            due += reminders
            handed += hand_offs
            next_at = min(next_at, lead_at, hand_off_at)
            # A thousand schedules take a second, and pages do not wait for them.
            await asyncio.sleep(0)
        return Look(at=now, directory=directory, next_at=next_at, due=due, handed=handed)

    async def _plan(self, look: Look) -> Look:
        handed = [await self._offered(each, look.directory) for each in look.handed]

        async def plan(work: Work) -> None:
            await remind(work, look.due)
            await tell_hand_offs(work, handed)

        if look.due or handed:
            await self.transactions.run(plan)
        return evolve(look, due=(), handed=())

    async def _offered(self, handed: Handed, directory: Directory) -> Handed:
        policies = policies_of_schedule(directory, handed.schedule.id)
        found = await self.incidents.open_of_policies(policies, _MOST_COUNTED)
        return evolve(handed, open_incidents=found)
