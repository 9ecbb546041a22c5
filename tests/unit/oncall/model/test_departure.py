"""What a person leaves behind: their shifts, and when nobody at all would be on call."""

from hypothesis import given
from tests.unit.oncall.builders import A, B, C, a_layer, a_rotation, a_schedule, an_override, span
from tests.unit.oncall.model.test_swap import WHOLE, schedules

from hikeshi.kernel.intervals import subtract
from hikeshi.oncall import departures, gaps, on_call


def everybody(_):
    """Nobody has left yet."""
    return True


def test_their_own_turns_are_uncovered_exactly():
    """To the instant of each hand-off."""
    schedule = a_schedule(a_layer(A, B, rotation=a_rotation("daily")))
    [found] = departures([schedule], A, span("2026-01-05T09:00", "2026-01-08T12:00"), everybody)

    assert (
        found.shifts
        == found.uncovered
        == (
            span("2026-01-05T09:00", "2026-01-06T09:00"),
            span("2026-01-07T09:00", "2026-01-08T09:00"),
        )
    )


def test_where_others_are_on_call_too_nothing_is_uncovered():
    """Unless those others have left as well."""
    schedule = a_schedule(a_layer((A, B), C))
    week = span("2026-01-05T09:00", "2026-01-19T09:00")

    [found] = departures([schedule], A, week, everybody)
    [alone] = departures([schedule], A, week, lambda user: user != B)

    assert found.uncovered == ()
    assert alone.uncovered == found.shifts == (span("2026-01-05T09:00", "2026-01-12T09:00"),)


def test_a_layer_below_does_not_step_in():
    """Layers know nobody's being deactivated: the upper one hides the lower one all the same."""
    schedule = a_schedule(a_layer(B), a_layer(A, name="upper"))
    [found] = departures([schedule], A, span("2026-01-06", "2026-01-07"), everybody)

    assert found.uncovered == (span("2026-01-06", "2026-01-07"),)


def test_overrides_count():
    """What they took over is theirs, what they gave away is not."""
    overrides = (an_override("2026-01-06", "2026-01-07", B),)
    schedule = a_schedule(a_layer(A), overrides=overrides)
    [found] = departures([schedule], A, span("2026-01-06", "2026-01-08"), everybody)

    assert found.uncovered == (span("2026-01-07", "2026-01-08"),)


def test_who_is_never_on_call_leaves_nothing():
    """A schedule they are not in is not listed."""
    assert (
        departures([a_schedule(a_layer(A))], B, span("2026-01-06", "2026-01-07"), everybody) == ()
    )


@given(schedules())
def test_uncovered_is_where_only_they_are(schedule):
    """At each bound: nobody is left exactly where the person was alone."""
    for found in departures([schedule], A, WHOLE, everybody):
        for interval in found.uncovered:
            assert on_call(schedule, interval.start) == (A,)
        for shift in found.shifts:
            for rest in subtract(shift, found.uncovered):
                assert len(on_call(schedule, rest.start)) > 1
        assert not set(found.uncovered) & set(gaps(schedule, WHOLE))
