"""Which shifts begin in a span of time, and when each of them ends."""

from datetime import timedelta

from tests.unit.oncall.builders import (
    A,
    B,
    a_layer,
    a_rotation,
    a_schedule,
    an_override,
    span,
    utc,
    written,
)

from hikeshi.oncall.model.beginning import beginning_shifts, begins, end_of_shift

SCHEDULE = a_schedule(a_layer(A, B))
TICK = timedelta(microseconds=1)


def test_whoever_is_on_call_already_begins_nothing():
    """Neither the running shift nor an override that keeps its holder is a beginning."""
    kept = an_override("2026-01-12T09:00", "2026-01-13T09:00", A)
    schedule = a_schedule(a_layer(A, B), overrides=(kept,))
    found = beginning_shifts(schedule, span("2026-01-06", "2026-01-14"))

    assert written(found) == [("01-13T09:00", "01-14T00:00", "b")]


def test_a_shift_begins_at_its_instant_and_no_other():
    """A microsecond beside it, it does not; what was moved away does not either."""
    at = utc("2026-01-12T09:00")

    assert begins(SCHEDULE, B, at)
    assert not begins(SCHEDULE, B, at + TICK)
    assert not begins(SCHEDULE, B, at - TICK)
    assert not begins(SCHEDULE, A, at)


def test_a_shift_ends_where_somebody_else_follows():
    """However long it is, up to a year."""
    monthly = a_schedule(a_layer(A, B, rotation=a_rotation("monthly", length=2)))
    alone = a_schedule(a_layer(A))
    start = utc("2026-01-05T09:00")

    assert end_of_shift(SCHEDULE, A, start) == utc("2026-01-12T09:00")
    assert end_of_shift(monthly, A, start) == utc("2026-03-05T09:00")
    assert end_of_shift(alone, A, start) == start + timedelta(days=366)
