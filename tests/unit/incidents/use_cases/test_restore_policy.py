"""Going back to an earlier version of a policy."""

import pytest
from attrs import evolve
from tests.unit.incidents.desk import Desk

from hikeshi.incidents.errors import EscalationPolicyNotFoundError, PolicyVersionNotFoundError
from hikeshi.incidents.use_cases.edit_policy import EditPolicy
from hikeshi.incidents.use_cases.restore_policy import RestorePolicy
from hikeshi.kernel.actor import Role
from hikeshi.kernel.errors import ForbiddenError, HikeshiError, StaleError
from hikeshi.kernel.ids import EscalationPolicyId


def edited_desk():
    """Return a desk whose policy was edited once, and the policy as it was first."""
    desk = Desk()
    first = desk.player.names.policy("default")
    admin = desk.person(role=Role.ADMIN)
    desk.do(EditPolicy(), first.id, lambda draft: evolve(draft, repeat=3), by=admin)
    return desk, first


def restore(desk, policy_id, number, *, role=Role.ADMIN, **facts):
    """Go back to a version."""
    use_case = RestorePolicy(EditPolicy())
    return desk.do(use_case, policy_id, number, by=desk.person(role=role), **facts)


def test_the_next_version_equals_the_old_one():
    """Nothing is taken back: a further version says the same as the earlier one."""
    desk, first = edited_desk()
    restored = restore(desk, first.id, 1)
    told = [e.facts for e in desk.world.store.journal.rows.values() if e.type == "policy.edited"]

    assert restored == evolve(first, version=3)
    assert (told[-1]["restores"], told[-1]["fields"]) == (1, ["repeat"])


def test_the_version_in_force_changes_nothing():
    """Repeating it makes no version."""
    desk, first = edited_desk()

    assert restore(desk, first.id, 2).version == 2


@pytest.mark.parametrize(
    ("number", "facts", "error"),
    [
        (9, {}, PolicyVersionNotFoundError),
        (0, {}, PolicyVersionNotFoundError),
        (1, {"expected_version": 1}, StaleError),
        (1, {"role": Role.RESPONDER}, ForbiddenError),
    ],
)
def test_it_is_refused_when_unknown_stale_or_not_theirs(number, facts, error):
    """What never was, what changed meanwhile, and what is not the actor's."""
    desk, first = edited_desk()
    with pytest.raises(error):
        restore(desk, first.id, number, **facts)


def test_an_unknown_policy_is_not_found():
    """There is none of that id, hence no version of it."""
    desk, _ = edited_desk()
    with pytest.raises(HikeshiError) as caught:
        restore(desk, EscalationPolicyId(desk.world.ids()), 1)

    assert isinstance(caught.value, (PolicyVersionNotFoundError, EscalationPolicyNotFoundError))
