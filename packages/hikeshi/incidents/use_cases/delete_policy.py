"""Delete an escalation policy."""

from attrs import frozen

from hikeshi.incidents.events import PolicyDeleted
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._policies import lock_own_policy
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import EscalationPolicyId


@frozen
class DeletePolicy:
    """Delete an escalation policy; whether a service still follows it is asked outside."""

    async def __call__(
        self,
        work: IncidentWork,
        policy_id: EscalationPolicyId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> None:
        """Delete the policy; escalations still running on it go on.

        Raises:
            EscalationPolicyNotFoundError: There is none.
            StaleError: It has another version than the one expected.
            ForbiddenError: It is not the actor's to configure.
        """
        policy = await lock_own_policy(work, policy_id, expected_version, by)
        await work.escalation_policies.delete_many((policy_id,))
        work.record(
            PolicyDeleted(id=work.ids(), at=work.now, by=by, object_id=policy_id, key=policy.key)
        )
