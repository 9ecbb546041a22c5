"""Running the drills whose time has come."""

from tests.unit.incidents.drills import DrillGround

SIX_HOURS_FIFTY = {"hours": 6, "minutes": 50}


def test_before_its_time_nothing_runs():
    """Nobody is paged a second before."""
    ground = DrillGround()
    ground.jump(hours=6, minutes=49, seconds=59)
    assert ground.run_due() == 0
    ground.expect_silence()


def test_at_its_time_it_runs_once_and_the_next_day_again():
    """The next run is planned in the work that pages."""
    ground = DrillGround()
    ground.jump(**SIX_HOURS_FIFTY)
    assert ground.run_due() == 1
    ground.expect_page("ana")
    assert ground.run_due() == 0
    ground.expect_silence()
    (following,) = ground.planned.values()
    assert f"{following:%Y-%m-%d %H:%M}" == "2026-01-06 10:00"


def test_after_a_short_downtime_it_runs_late():
    """Within the hour it is still worth it."""
    ground = DrillGround()
    ground.jump(hours=7, minutes=50)
    assert ground.run_due() == 1
    ground.expect_page("ana")


def test_after_days_of_downtime_nobody_is_paged_and_the_next_run_is_planned():
    """Missed runs are not made up for, neither in a burst nor at another hour."""
    ground = DrillGround()
    ground.jump(days=3, hours=9)
    assert ground.run_due() == 1
    ground.expect_silence()
    (following,) = ground.planned.values()
    assert f"{following:%Y-%m-%d %H:%M}" == "2026-01-09 10:00"
    assert [e.type for e in ground.world.store.journal.rows.values()][-1] == "drill.passed_over"


def test_at_most_the_limit_is_run():
    """One work does not grow with the number of drills."""
    ground = DrillGround()
    ground.lay_down("other", targets=(ground.target("ben"),))
    ground.jump(**SIX_HOURS_FIFTY)
    assert ground.run_due(limit=1) == 1
    assert len(ground.runs) == 1
    assert ground.run_due(limit=1) == 1
    assert len(ground.runs) == 2
