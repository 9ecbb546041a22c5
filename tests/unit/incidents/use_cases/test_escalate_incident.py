"""Asking for the next step now."""

import pytest
from tests.unit.incidents.desk import Desk, refuses_observers, refuses_stale

from hikeshi.incidents.errors import IllegalTransitionError
from hikeshi.incidents.use_cases.escalate_incident import EscalateIncident
from hikeshi.kernel.errors import InvalidError


def test_who_may_only_read_may_not():
    """The verb needs the permission to respond."""
    refuses_observers(EscalateIncident())


def test_a_stale_version_is_refused():
    """Who saw an older version has to look again."""
    refuses_stale(EscalateIncident())


def test_the_next_step_runs_now():
    """Whoever the next step yields is paged at once."""
    desk = Desk()

    desk.run(EscalateIncident())

    desk.expect_page("ben", step=2)


@pytest.mark.parametrize("step", [0, 3, -1])
def test_there_has_to_be_such_a_step(step):
    """A step the policy does not have is refused, saying how many there are."""
    with pytest.raises(InvalidError, match="1 to 2"):
        Desk().run(EscalateIncident(), step=step)


@pytest.mark.parametrize(("step", "who"), [(1, "ana"), (2, "ben")])
def test_any_step_of_the_policy_can_be_asked_for(step, who):
    """The first as well as the last, whichever ran before."""
    desk = Desk()

    desk.run(EscalateIncident(), step=step)

    desk.expect_page(who, step=step)


def test_an_incident_that_is_over_cannot_be_escalated():
    """Only open incidents are escalated."""
    desk = Desk()
    desk.acts("ana", "resolve")

    with pytest.raises(IllegalTransitionError):
        desk.run(EscalateIncident())
