"""Doing what was planned."""

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
