"""Four weeks of a schedule on the reader's clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hikeshi.oncall import Layer, Override, OverrideMode, Rotation, RotationType
from hikeshi.testing.builders import a_schedule, a_user
from hikeshi_server.inbound.console.calendar import DAYS, WIDTH, calendar
from hikeshi_server.inbound.console.times import Times
from hikeshi_server.inbound.console.wording import words

ANA, BEN = a_user().id, a_user().id
NOW = datetime(2026, 3, 28, 12, tzinfo=UTC)


def schedule(*overrides):
    """Ana and Ben, a week each, from Monday 09:00 in Berlin."""
    layer = Layer(
        name="week",
        users=((ANA,), (BEN,)),
        rotation=Rotation(RotationType.WEEKLY),
        start=datetime(2026, 3, 23, 9),  # noqa: DTZ001 - a layer begins on its local clock
    )
    return a_schedule(time_zone="Europe/Berlin", layers=(layer,), overrides=overrides)


def four_weeks(found, zone="Europe/Berlin"):
    """The calendar from 28 March 2026."""
    return calendar(found, date(2026, 3, 28), Times.in_zone(zone, NOW, words("en")))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Tokyo", "Pacific/Apia", "UTC"])
def test_every_bar_is_full(zone):
    """Parts follow each other without a hole, on days of 23 hours as on others."""
    found = four_weeks(schedule(), zone)

    assert len(found.days) == DAYS
    for bar in [*(day.parts for day in found.days), found.final.parts]:
        assert bar[0].x == 0
        assert sum(part.width for part in bar) == pytest.approx(WIDTH, abs=0.1)


def test_the_day_of_the_change_has_23_hours():
    """29 March 2026 in Berlin."""
    day = four_weeks(schedule()).days[1]

    assert day.end - day.start == timedelta(hours=23)


def test_a_hand_off_cuts_its_day():
    """Until 09:00 the one, from 09:00 the other; other days are whole."""
    days = four_weeks(schedule()).days

    assert [part.people for part in days[2].parts] == [(ANA,), (BEN,)]
    assert days[2].whole is None
    assert days[3].whole.people == (BEN,)


def test_a_gap_has_no_colour_and_is_listed():
    """Nobody on call is shown, never left out."""
    start = datetime(2026, 3, 30, 10, tzinfo=UTC)
    gone = Override(start, start + timedelta(hours=2), BEN, OverrideMode.REMOVE)

    found = four_weeks(schedule(gone))

    gap = next(part for part in found.days[2].parts if not part.people)
    assert (gap.colour, gap.interval.start) == (None, start)
    assert [each.start for each in found.gaps] == [start]


def test_two_people_at_once_are_one_part():
    """The part names both."""
    start = datetime(2026, 3, 28, 10, tzinfo=UTC)
    also = Override(start, start + timedelta(hours=2), BEN, OverrideMode.ADDITIONAL)

    parts = four_weeks(schedule(also)).days[0].parts

    assert [part.people for part in parts] == [(ANA,), (ANA, BEN), (ANA,)]


def test_layers_are_shown_as_if_they_were_alone():
    """So that one sees what an override hides."""
    start = datetime(2026, 3, 28, 10, tzinfo=UTC)
    instead = Override(start, start + timedelta(hours=2), BEN)

    (row,) = four_weeks(schedule(instead)).layers

    assert row.name == "week"
    assert [part.people for part in row.parts[:2]] == [(ANA,), (BEN,)]
    assert row.parts[0].interval.end == datetime(2026, 3, 30, 7, tzinfo=UTC)
