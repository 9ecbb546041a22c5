"""Doing what was planned."""

from typing import Any

from attrs import frozen
from tests.unit.incidents.desk import Desk

from hikeshi.incidents.use_cases.run_due_timers import RunDueTimers


def run(desk: Desk, limit: int = 500) -> int:
    """Run what is due and return how many incidents were looked at."""
    return desk.world.do(lambda work: RunDueTimers()(work, limit=limit))


def test_nothing_due_is_nothing_done():
    """Before its time a plan is left alone."""
    desk = Desk()
    assert run(desk) == 0
    desk.expect_silence()


def test_at_most_the_limit_is_looked_at_and_the_longest_overdue_first():
    """A claim takes the incidents that are overdue longest."""
    desk = Desk()
    desk.advance(minutes=1)
    desk.alert("later")
    desk.forget()
    desk.world.clock.instant += desk.world.trace.instant(600) - desk.world.now

    assert run(desk, limit=1) == 1
    desk.expect_page("ben", incident=1)
    desk.expect_silence()
    assert run(desk, limit=1) == 1
    desk.expect_page("ben", incident=2)


def test_one_timer_of_an_incident_runs_at_a_time():
    """Of two timers due the first one runs, and the other is looked at in the new state."""
    desk = Desk(service={"auto_resolve_seconds": 300})
    desk.world.clock.instant += desk.world.trace.instant(300) - desk.world.now

    assert run(desk) == 1
    assert desk.status == "resolved"
    assert run(desk) == 0
    desk.expect_silence()


@frozen
class Held:
    """Incidents that another work holds, every one."""

    rows: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rows, name)

    async def lock_many(self, ids: Any, *, skip_locked: bool = False) -> Any:
        """Leave out what is held; whoever does not want that would wait for the other work."""
        del ids
        assert skip_locked, "it waits"
        return {}


@frozen
class Beside:
    """A work beside that one."""

    work: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.work, name)

    @property
    def incidents(self) -> Held:
        """All of them are held."""
        return Held(self.work.incidents)


def test_an_incident_that_another_work_holds_is_left_to_it():
    """Nobody waits for a lock to page somebody else; the next look takes it up."""
    desk = Desk()
    desk.world.clock.instant += desk.world.trace.instant(300) - desk.world.now

    assert desk.world.do(lambda work: RunDueTimers()(Beside(work))) == 0
    desk.expect_silence()
    assert run(desk) == 1
    desk.expect_page("ben", step=2)
