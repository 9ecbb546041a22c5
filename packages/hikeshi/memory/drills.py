"""Drills, when they run, and what they showed, in memory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.incidents.model.drill import Drill
from hikeshi.incidents.model.drill_run import DrillOutcome, DrillRun
from hikeshi.kernel.ids import DrillId, IncidentId, UserId
from hikeshi.memory.documents import InMemoryDocuments
from hikeshi.memory.store import Store


class InMemoryDrillRepository(InMemoryDocuments[DrillId, Drill]):
    """Keeps drills."""


@frozen
class InMemoryDrillTimers:
    """Keeps when drills run by themselves next."""

    store: Store

    async def plan(self, runs: Mapping[DrillId, datetime | None]) -> None:
        """Write when these run next; nothing = not at all."""
        for drill_id, at in runs.items():
            if at is None:
                self.store.drill_timers.drop(drill_id)
            else:
                self.store.drill_timers.put(drill_id, at)

    async def lock_due(self, now: datetime, limit: int) -> Mapping[DrillId, datetime]:
        """Return what is due and since when, longest first; one work at a time needs no lock."""
        rows = self.store.drill_timers.rows.items()
        due = sorted((at, drill_id) for drill_id, at in rows if at <= now)
        return {drill_id: at for at, drill_id in due[:limit]}

    async def next_run_at(self) -> datetime | None:
        """Return when the first one is due."""
        return min(self.store.drill_timers.rows.values(), default=None)


@frozen
class InMemoryDrillRunRepository:
    """Keeps what runs of drills showed."""

    store: Store

    async def add_many(self, runs: Sequence[DrillRun]) -> None:
        """Write new runs."""
        await self.save_many(runs)

    async def save_many(self, runs: Sequence[DrillRun]) -> None:
        """Write runs."""
        for run in runs:
            self.store.drill_runs.put(run.id, run)

    async def of_incidents(self, ids: Iterable[IncidentId]) -> Mapping[IncidentId, DrillRun]:
        """Return the run each of these incidents is the page of, where it is one."""
        wanted = set(ids)
        runs = self.store.drill_runs.rows.values()
        return {
            run.incident_id: run
            for run in runs
            if run.incident_id is not None and run.incident_id in wanted
        }

    async def waiting(self, drill_id: DrillId) -> Sequence[DrillRun]:
        """Return the drill's runs that nobody has answered yet, oldest first."""
        found = (run for run in self.store.drill_runs.rows.values() if run.drill_id == drill_id)
        return sorted(
            (run for run in found if run.outcome is DrillOutcome.WAITING), key=lambda run: run.id
        )

    async def latest_of(self, user_ids: Iterable[UserId]) -> Mapping[UserId, DrillRun]:
        """Return the newest run of each person that has shown something."""
        wanted = set(user_ids)
        runs = sorted(self.store.drill_runs.rows.values(), key=lambda run: run.id)
        return {
            run.user_id: run
            for run in runs
            if run.user_id is not None and run.user_id in wanted and run.outcome.shows
        }
