"""A question about a schedule costs its asker a refusal, never everybody else their pages."""

import pytest
from tests.unit.oncall.builders import A, B, C, a_layer, a_rotation, a_schedule, span

from hikeshi.oncall import check_extent, departures
from hikeshi.oncall.model.calendar import calendar_of_schedule
from hikeshi.oncall.model.extent import TooManyPiecesError
from hikeshi.oncall.queries import gap_views, shift_views

SECONDS = a_schedule(a_layer(A, B, rotation=a_rotation("custom", seconds=1)))
YEARS = span("2026-01-05", "2031-01-04")


def after_leaving(schedule, interval):
    """What B leaves behind."""
    return departures([schedule], B, interval, lambda _: True)


@pytest.mark.parametrize(
    "ask", [check_extent, shift_views, gap_views, calendar_of_schedule, after_leaving]
)
def test_turns_of_a_second_over_years_are_not_counted_out(ask):
    """More hand-offs than one answer may cost are refused at `/until`, before any is computed."""
    with pytest.raises(TooManyPiecesError) as refusal:
        ask(SECONDS, YEARS)

    assert [fault.pointer for fault in refusal.value.faults] == ["/until"]


def test_the_same_schedule_answers_about_a_shorter_time():
    """The limit is on the question, not on the schedule."""
    assert len(shift_views(SECONDS, span("2026-01-05T09:00:00", "2026-01-05T09:01:00"))) == 60


def test_years_of_several_hourly_layers_are_answered():
    """What people really have is far from the limit."""
    hourly = a_rotation("hourly")
    layers = [a_layer(A, B, C, rotation=hourly, name=name) for name in ("one", "two", "three")]

    check_extent(a_schedule(*layers), YEARS)


def test_many_layers_count_with_the_hand_offs_looked_up_in_each():
    """A thousand daily layers are as dear as one that changes hands every few minutes."""
    daily = a_rotation("daily")
    layers = [a_layer(A, B, rotation=daily, name=f"l{number}") for number in range(1_000)]

    with pytest.raises(TooManyPiecesError):
        check_extent(a_schedule(*layers), YEARS)


def test_layers_of_one_person_count_too():
    """They never change hands, and each is looked up for each of the others all the same."""
    layers = [a_layer(A, name=f"l{number}") for number in range(640)]

    check_extent(a_schedule(*layers[:600]), YEARS)
    with pytest.raises(TooManyPiecesError):
        check_extent(a_schedule(*layers), YEARS)
