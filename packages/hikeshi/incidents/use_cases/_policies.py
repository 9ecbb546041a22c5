"""What the verbs on escalation policies share."""

from hikeshi.incidents.errors import EscalationPolicyNotFoundError
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.incidents.ports import IncidentWork
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import StaleError
from hikeshi.kernel.ids import EscalationPolicyId


async def lock_own_policy(
    work: IncidentWork, policy_id: EscalationPolicyId, expected_version: int | None, by: Actor
) -> EscalationPolicy:
    """Return the policy, locked, if it is the actor's to configure.

    Raises:
        EscalationPolicyNotFoundError: There is none.
        StaleError: It has another version than the one expected.
        ForbiddenError: It is not the actor's to configure.
    """
    policy = (await work.escalation_policies.lock_many((policy_id,))).get(policy_id)
    if policy is None:
        raise EscalationPolicyNotFoundError
    if expected_version is not None and expected_version != policy.version:
        raise StaleError
    require(by, Permission.CONFIGURE, policy.team_id)
    return policy
