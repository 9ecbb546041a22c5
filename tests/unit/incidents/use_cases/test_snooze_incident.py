"""Letting nothing happen for a while."""

from datetime import timedelta

import pytest
from tests.flow.story import START
from tests.unit.incidents.desk import Desk, refuses_observers, refuses_stale

from hikeshi.incidents.use_cases.snooze_incident import SnoozeIncident
from hikeshi.kernel.errors import InvalidError


def test_who_may_only_read_may_not():
    """The verb needs the permission to respond."""
    refuses_observers(SnoozeIncident(), until=START + timedelta(hours=1))


def test_a_stale_version_is_refused():
    """Who saw an older version has to look again."""
    refuses_stale(SnoozeIncident(), until=START + timedelta(hours=1))


def test_it_sleeps_until_then():
    """Who snoozes has the incident, and its only plan is the end of the snooze."""
    desk = Desk()
    until = desk.world.now + timedelta(hours=2)

    asleep = desk.run(SnoozeIncident(), until=until)

    assert asleep.status.value == "acknowledged"
    assert asleep.snoozed_until == until
    assert [(plan.kind.value, plan.due_at) for plan in asleep.plans] == [("snooze", until)]
    assert desk.run(SnoozeIncident(), until=until) == asleep


def test_a_snooze_ends_in_the_future():
    """An instant that is past, or now, is refused."""
    desk = Desk()
    with pytest.raises(InvalidError, match="future"):
        desk.run(SnoozeIncident(), until=desk.world.now)
