"""Changing who is paged in which order."""

import pytest
from attrs import evolve
from tests.unit.incidents.desk import Desk

from hikeshi.incidents.errors import EscalationPolicyNotFoundError
from hikeshi.incidents.use_cases.edit_policy import EditPolicy
from hikeshi.kernel.actor import Role
from hikeshi.kernel.errors import ForbiddenError, StaleError
from hikeshi.kernel.ids import EscalationPolicyId


def edit(desk: Desk, policy_id=None, *, role: Role = Role.ADMIN, repeat: int = 3, **facts):
    """Change how often the policy repeats."""
    found = policy_id or desk.player.names.policy("default").id
    return desk.do(
        EditPolicy(),
        found,
        lambda draft: evolve(draft, repeat=repeat),
        by=desk.person(role=role),
        **facts,
    )


def test_an_edit_is_the_next_version_and_the_one_before_is_kept():
    """A running escalation finds the version it started with."""
    desk = Desk()
    edited = edit(desk)
    versions = desk.world.store.policy_versions.rows
    assert edited.version == 2
    assert [versions[edited.id, number].repeat for number in (1, 2)] == [0, 3]


def test_no_change_is_no_version():
    """An edit that changes nothing leaves the policy alone."""
    assert edit(Desk(), repeat=0).version == 1


def test_it_is_refused_when_unknown_stale_or_not_theirs():
    """An unknown policy, another version and somebody else's policy are refused."""
    desk = Desk()
    with pytest.raises(EscalationPolicyNotFoundError):
        edit(desk, EscalationPolicyId(desk.world.ids()))
    with pytest.raises(StaleError):
        edit(desk, expected_version=7)
    with pytest.raises(ForbiddenError):
        edit(desk, role=Role.RESPONDER)
