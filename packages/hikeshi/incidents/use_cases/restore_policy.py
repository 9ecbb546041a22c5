"""Go back to an earlier version of an escalation policy."""

from attrs import frozen

from hikeshi.incidents.errors import PolicyVersionNotFoundError
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.incidents.model.policy_draft import PolicyDraft
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases.edit_policy import EditPolicy
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import EscalationPolicyId


@frozen
class RestorePolicy:
    """Let a policy be as it was in an earlier version, from now on."""

    edit_policy: EditPolicy

    async def __call__(
        self,
        work: IncidentWork,
        policy_id: EscalationPolicyId,
        number: int,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> EscalationPolicy:
        """Append a version equal to that one; running escalations keep the one they follow.

        Raises:
            EscalationPolicyNotFoundError: There is no such policy.
            PolicyVersionNotFoundError: It never had that version.
            StaleError: It has another version than the one expected.
            ForbiddenError: It, or the team it returns to, is not the actor's to configure.
        """
        wanted = (policy_id, number)
        version = (await work.escalation_policies.get_versions([wanted])).get(wanted)
        if version is None:
            raise PolicyVersionNotFoundError
        return await self.edit_policy(
            work,
            policy_id,
            lambda _: PolicyDraft.of(version),
            by=by,
            expected_version=expected_version,
            restores=number,
        )
