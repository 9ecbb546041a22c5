"""Lay down who is paged in which order."""

from attrs import frozen

from hikeshi.incidents.events import PolicyCreated
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.incidents.model.policy_draft import PolicyDraft
from hikeshi.incidents.ports import IncidentWork
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import EscalationPolicyId


@frozen
class CreatePolicy:
    """Lay down who is paged in which order."""

    async def __call__(
        self, work: IncidentWork, draft: PolicyDraft, *, by: Actor
    ) -> EscalationPolicy:
        """Create the policy of a draft.

        Raises:
            ForbiddenError: The owner's policies are not the actor's to configure.
            InvalidError: The draft breaks a rule; each fault has its pointer.
            ConflictError: The key is taken.
        """
        require(by, Permission.CONFIGURE, draft.team_id)
        policy = EscalationPolicy(id=EscalationPolicyId(work.ids()), **draft.values)
        await work.escalation_policies.save_many((policy,))
        work.record(
            PolicyCreated(id=work.ids(), at=work.now, by=by, object_id=policy.id, key=policy.key)
        )
        return policy
