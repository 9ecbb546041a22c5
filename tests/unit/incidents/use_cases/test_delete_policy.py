"""Deleting an escalation policy."""

import pytest
from tests.unit.incidents.desk import Desk

from hikeshi.incidents.use_cases.delete_policy import DeletePolicy
from hikeshi.kernel.actor import Role
from hikeshi.kernel.errors import ForbiddenError


def test_running_escalations_go_on():
    """An incident on a policy that is gone is escalated as it was."""
    desk = Desk()
    policy = desk.player.names.policy("default")

    desk.do(DeletePolicy(), policy.id, by=desk.person(role=Role.ADMIN))
    desk.advance(minutes=5)

    assert policy.id not in desk.world.store.policies.rows
    desk.expect_page("ben", step=2)


def test_a_responder_may_not():
    """Policies are for those who configure."""
    desk = Desk()
    with pytest.raises(ForbiddenError):
        desk.do(DeletePolicy(), desk.player.names.policy("default").id)
