"""Laying down who is paged in which order."""

from datetime import timedelta

import pytest
from tests.unit.incidents.desk import Desk

from hikeshi.incidents.model.escalation_policy import Step
from hikeshi.incidents.model.policy_draft import PolicyDraft
from hikeshi.incidents.use_cases.create_policy import CreatePolicy
from hikeshi.kernel.actor import Role
from hikeshi.kernel.condition import Condition
from hikeshi.kernel.errors import ConflictError, ForbiddenError, InvalidError
from hikeshi.kernel.severity import Severity


def test_a_policy_begins_with_version_one():
    """The draft's fields are the policy's, with the key as its name by default."""
    desk = Desk()
    made = desk.do(CreatePolicy(), PolicyDraft(key="night"), by=desk.person(role=Role.ADMIN))
    assert (made.key, made.name, made.version) == ("night", "night", 1)
    assert desk.world.store.policies.rows[made.id] == made


def test_a_key_is_taken_once():
    """A second policy of the same key is refused."""
    desk = Desk()
    with pytest.raises(ConflictError):
        desk.do(CreatePolicy(), PolicyDraft(key="default"), by=desk.person(role=Role.ADMIN))


def test_a_responder_may_not():
    """Policies are for those who configure."""
    with pytest.raises(ForbiddenError):
        Desk().do(CreatePolicy(), PolicyDraft(key="night"))


def test_a_step_takes_time():
    """A delay below a second is a fault at its place."""
    desk = Desk()
    draft = PolicyDraft(key="night", steps=(Step((), timedelta(0)),))
    with pytest.raises(InvalidError) as refused:
        desk.do(CreatePolicy(), draft, by=desk.person(role=Role.ADMIN))
    assert [f.pointer for f in refused.value.faults] == ["/steps/0/delay_seconds"]


def test_a_step_may_take_turns_and_have_a_condition():
    """Whatever a step says beside its targets is kept."""
    desk = Desk()
    when = Condition(severities=(Severity.SEV1,))
    steps = (Step((), timedelta(minutes=5), round_robin=True, when=when),)
    draft = PolicyDraft(key="night", steps=steps)

    made = desk.do(CreatePolicy(), draft, by=desk.person(role=Role.ADMIN))

    assert made.steps == steps
