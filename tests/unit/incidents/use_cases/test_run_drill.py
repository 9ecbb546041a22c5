"""Running a drill now."""

from datetime import timedelta

import pytest
from tests.unit.incidents.drills import DrillGround

from hikeshi.incidents.errors import DrillNotFoundError, DrillRunningError, DrillsHeldError
from hikeshi.incidents.model.drill_run import DrillOutcome
from hikeshi.incidents.use_cases.run_drill import RunDrill
from hikeshi.kernel.actor import Role
from hikeshi.kernel.errors import ForbiddenError


def test_everybody_it_names_is_paged_by_a_page_of_their_own():
    """One person, one page; somebody named twice is paged once."""
    ground = DrillGround()
    both = tuple(ground.target(who) for who in ("ana", "ben", "ana"))
    runs = ground.run_now(ground.lay_down("both", targets=both))

    ground.expect_page("ana", step=None)
    ground.expect_page("ben", step=None)
    ground.expect_silence()
    assert len({run.incident_id for run in runs}) == 2
    assert {run.acknowledge_by - run.started_at for run in runs} == {timedelta(minutes=15)}
    assert ground.incident.title == "[DRILL] both"


def test_nobody_on_call_is_what_it_shows():
    """A drill that finds nobody says so, and pages nobody."""
    ground = DrillGround()
    ground.deactivate("ana")
    (run,) = ground.run_now()
    assert (run.user_id, run.outcome) == (None, DrillOutcome.NOBODY)
    ground.expect_silence()


def test_it_does_not_run_twice_at_once():
    """Whoever presses the button again pages nobody again."""
    ground = DrillGround()
    ground.run_now()
    with pytest.raises(DrillRunningError):
        ground.run_now()


def test_an_observer_may_not_and_what_is_gone_is_not_there():
    """It pages people: that takes who may respond."""
    ground = DrillGround()
    observer = ground.person("ben", role=Role.OBSERVER)
    with pytest.raises(ForbiddenError):
        ground.do(RunDrill(), ground.drill.id, by=observer)
    gone = type(ground.drill.id)(int=1)
    with pytest.raises(DrillNotFoundError):
        ground.do(RunDrill(), gone, by=ground.person("ben"))


def test_while_nothing_is_sent_none_begins_and_nobody_misses_what_could_not_reach_them():
    """Held, it is refused and leaves no run behind; released, it runs."""
    ground = DrillGround()
    with pytest.raises(DrillsHeldError):
        ground.do(RunDrill(held=lambda: "held"), ground.drill.id, by=ground.person("ben"))
    ground.expect_silence()
    assert len(ground.run_now()) == 1
