"""Tests of schedules written out to be looked up."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.flow.story import START, a_configuration, a_person, a_schedule

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.configuration.identities import schedule_id, user_id
from hikeshi.flow.staffing import Staffing
from hikeshi.incidents.model.escalation_policy import Target, TargetKind
from hikeshi.kernel.intervals import Interval

HOUR = timedelta(hours=1)
PRIMARY = schedule_id("primary")


def staffing(*spans, people=("ana", "ben", "dee")):
    """The rolls of an organisation with one schedule, asked about one hour."""
    schedule = a_schedule("primary", *spans)
    directory = directory_of(read(a_configuration(people=people, schedules=[schedule])))
    return Staffing(directory, Interval(START, START + HOUR))


@pytest.fixture
def roll():
    """Ana from minute 10 to 20, Ben from 20 to 30, nobody else."""
    return staffing((10, 20, "ana"), (20, 30, "ben")).roll(PRIMARY)


def minute(number):
    """The instant so many minutes after the start."""
    return START + timedelta(minutes=number)


class TestRoll:
    """`Roll`."""

    def test_covered_is_the_next_instant_with_somebody(self, roll):
        """Whoever is there already does not count, and the end is included."""
        assert roll.covered(START, minute(10)) == minute(10)
        assert roll.covered(START, minute(9)) is None
        assert roll.covered(minute(10), minute(60)) == minute(20)

    def test_changes_is_the_next_instant_with_others(self, roll):
        """Also when nobody follows somebody."""
        assert roll.changes(minute(10), minute(60)) == minute(20)

    def test_others_are_other_than_who_is_there(self):
        """Not other than whoever was there before them."""
        roll = staffing((0, 10, "ana"), (10, 20, "ben"), (20, 30, "ana")).roll(PRIMARY)

        assert roll.changes(minute(10), minute(60)) == minute(20)
        assert roll.changes(minute(20), minute(60)) == minute(30)
        assert roll.changes(minute(30), minute(600)) is None

    def test_who_has_left_is_not_there(self):
        """A shift of a deactivated person covers nothing."""
        people = [a_person("ana", active=False), "ben", "dee"]
        found = staffing((10, 20, "ana"), people=people).roll(PRIMARY)

        assert found.at(minute(15))[0].people == ()
        assert found.covered(START, minute(60)) is None

    @settings(max_examples=50, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(0, 90), st.integers(1, 60), st.sampled_from(["ana", "ben"])),
            max_size=5,
        ),
        st.integers(0, 60 * 24 * 30),
    )
    def test_the_roll_says_what_the_schedule_says(self, spans, at):
        """At any instant, also far beyond what was written out first, and until it changes."""
        found = staffing(*((start, start + length, who) for start, length, who in spans))
        target = Target(TargetKind.SCHEDULE, PRIMARY)

        crew, until = found.roll(PRIMARY).at(minute(at))
        last = until - timedelta.resolution

        assert crew.people == found.directory.people(target, minute(at))
        assert crew.people == found.directory.people(target, last)
        assert until > minute(at)


def test_an_unknown_schedule_has_no_roll():
    """Somebody may still name a schedule that is gone."""
    assert staffing().roll(schedule_id("gone")) is None
    assert user_id("ana") in staffing().directory.users
