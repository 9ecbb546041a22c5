"""Giving an incident away."""

from uuid import UUID

import pytest
from tests.unit.incidents.desk import Desk, refuses_observers, refuses_stale

from hikeshi.incidents.errors import EscalationPolicyNotFoundError, NobodyToPageError
from hikeshi.incidents.use_cases.reassign_incident import ReassignIncident
from hikeshi.kernel.ids import UserId


def test_who_may_only_read_may_not():
    """The verb needs the permission to respond."""
    refuses_observers(ReassignIncident(), to=UserId(UUID(int=1)))


def test_a_stale_version_is_refused():
    """Who saw an older version has to look again."""
    refuses_stale(ReassignIncident(), to=UserId(UUID(int=1)))


def test_a_person_gets_it():
    """The person is paged and the incident is theirs; the giver is remembered."""
    desk = Desk()
    cai = desk.player.names.user("cai").id

    given = desk.run(ReassignIncident(), to=cai)

    assert given.assignee_ids == (cai,)
    assert given.escalation.giver == desk.person().id
    desk.expect_page("cai", step=None)


def test_an_inactive_person_gets_nothing():
    """Who has left cannot be given an incident."""
    desk = Desk()
    desk.deactivate("cai")

    with pytest.raises(NobodyToPageError):
        desk.run(ReassignIncident(), to=desk.player.names.user("cai").id)


def test_a_policy_has_to_exist():
    """An unknown policy is not found."""
    desk = Desk()
    with pytest.raises(EscalationPolicyNotFoundError):
        desk.run(ReassignIncident(), to=desk.world.ids(), to_policy=True)
