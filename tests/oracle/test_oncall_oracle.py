"""The closed form against an oracle that steps, over all zones of the database."""

from datetime import timedelta

from hypothesis import given
from tests.oracle.oncall_oracle import Oracle
from tests.oracle.oncall_schedules import NAMES, read, schedules

from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import breakpoints, gaps, on_call, shifts

MICROSECOND = timedelta(microseconds=1)


def named(found):
    """Write shifts as the oracle does."""
    return sorted(
        (shift.interval.start, NAMES[shift.user], shift.source, shift.interval.end)
        for shift in found
    )


@given(schedules())
def test_shifts_equal_the_stepping_oracle(case):
    """The final shifts are the ones found by walking from hand-off to hand-off."""
    document, since, until = case

    found = named(shifts(read(document), Interval(since, until)))

    assert Oracle(document, since, until).shifts() == found


@given(schedules())
def test_gaps_equal_the_stepping_oracle(case):
    """Nobody is on call exactly when the oracle finds nobody."""
    document, since, until = case

    found = [(gap.start, gap.end) for gap in gaps(read(document), Interval(since, until))]

    assert Oracle(document, since, until).gaps() == found


@given(schedules())
def test_on_call_equals_the_stepping_oracle_at_every_bound(case):
    """Who is on call is the same just before, at, and just after each bound, in order too."""
    document, since, until = case
    schedule, oracle = read(document), Oracle(document, since, until)
    bounds = {*oracle.bounds(), *breakpoints(schedule, Interval(since, until))}
    asked = {at + step for at in bounds for step in (-MICROSECOND, 0 * MICROSECOND, MICROSECOND)}

    for at in sorted(at for at in asked if since <= at < until):
        expected = [person for person, _ in oracle.on_call(at)]
        assert expected == [NAMES[user] for user in on_call(schedule, at)], at
