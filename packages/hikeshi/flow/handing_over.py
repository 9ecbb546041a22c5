"""What a schedule hands over: the policies that page it."""

from hikeshi.flow.directory import Directory
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.kernel.ids import EscalationPolicyId, ScheduleId


def policies_of_schedule(
    directory: Directory, schedule_id: ScheduleId
) -> tuple[EscalationPolicyId, ...]:
    """Return the policies with a step that pages the schedule, as they are now."""
    found = (policy for policy in directory.policies.values() if _pages(policy, schedule_id))
    return tuple(policy.id for policy in found)


def _pages(policy: EscalationPolicy, schedule_id: ScheduleId) -> bool:
    targets = (target for step in policy.steps for target in step.targets)
    return any(target.id == schedule_id for target in targets)
