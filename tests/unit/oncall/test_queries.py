"""What is read about schedules."""

from tests.unit.oncall.builders import A, a_layer, a_schedule, span, utc

from hikeshi.oncall.queries import gap_views, on_call_view, shift_views

SCHEDULE = a_schedule(a_layer(A, end="2026-01-06T09:00"))
DAYS = span("2026-01-05", "2026-01-06T12:00")


def test_who_is_on_call_is_shown_with_the_schedule():
    """A view names the schedule, the instant and the people."""
    view = on_call_view(SCHEDULE, utc("2026-01-05T10:00"))

    assert (view.schedule_key, view.user_ids) == ("primary", (A,))


def test_shifts_and_gaps_are_shown_with_their_bounds():
    """As `shifts` and `gaps` answer, flat."""
    shifts = [(v.start, v.end, v.user_id, v.source) for v in shift_views(SCHEDULE, DAYS)]
    gaps = [(view.start, view.end) for view in gap_views(SCHEDULE, DAYS)]

    start, end = utc("2026-01-05T09:00"), utc("2026-01-06T09:00")
    assert [(start, end, A, "layer:week")] == shifts
    assert [(DAYS.start, start), (end, DAYS.end)] == gaps
