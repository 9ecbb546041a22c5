"""Change who is paged in which order."""

from collections.abc import Callable

from attrs import frozen

from hikeshi.incidents.events import PolicyEdited
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.incidents.model.policy_draft import PolicyDraft
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._policies import lock_own_policy
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import EscalationPolicyId


@frozen
class EditPolicy:
    """Change who is paged in which order; running escalations keep their version."""

    async def __call__(
        self,
        work: IncidentWork,
        policy_id: EscalationPolicyId,
        change: Callable[[PolicyDraft], PolicyDraft],
        *,
        by: Actor,
        expected_version: int | None = None,
        restores: int | None = None,
    ) -> EscalationPolicy:
        """Turn the policy as it is into the policy as wanted: its next version.

        Args:
            work: The unit of work.
            policy_id: Which policy.
            change: Makes the draft as wanted of the draft as it is.
            by: Who wants it; needs `configure`.
            expected_version: The version the person saw, where they said so.
            restores: The earlier version it is to be like, for the journal.

        Raises:
            EscalationPolicyNotFoundError: There is none.
            StaleError: It has another version than the one expected.
            ForbiddenError: It, or the team it goes to, is not the actor's to configure.
            InvalidError: The result breaks a rule.
        """
        policy = await lock_own_policy(work, policy_id, expected_version, by)
        values = change(PolicyDraft.of(policy)).values
        require(by, Permission.CONFIGURE, values["team_id"])
        fields = tuple(name for name, value in values.items() if getattr(policy, name) != value)
        if not fields:
            return policy
        edited = policy.edited(**values)
        await work.escalation_policies.save_many((edited,))
        work.record(
            PolicyEdited(
                id=work.ids(),
                at=work.now,
                by=by,
                object_id=policy_id,
                key=edited.key,
                fields=fields,
                version=edited.version,
                restores=restores,
            )
        )
        return edited
