"""The running state of an escalation: where in which policy an incident stands."""

from datetime import datetime

from attrs import frozen

from hikeshi.kernel.ids import EscalationPolicyId, UserId


@frozen
class Escalation:
    """Where in which version of a policy an incident stands.

    Args:
        policy_id: The policy, or nothing where a person was paged by hand.
        policy_version: The version this escalation started with; it keeps it.
        step: Number of the step that ran last, from 1; 0 before the first.
        round: Number of the round, from 1.
        epoch: Grows whenever earlier plans become void (acknowledgement, un-acknowledgement,
            manual escalation, reassignment, change of policy); a timer planned in an
            earlier epoch does nothing.
        next_step_at: When the next step is due; nothing while stopped or exhausted.
        paged: Who was paged on the present step, in order.
        exhausted: The last round is over.
        waiting_until: While a step waits for somebody to come on call, when it gives up.
        giver: After a reassignment not yet accepted, who gave the incident away.
    """

    policy_id: EscalationPolicyId | None = None
    policy_version: int = 0
    step: int = 0
    round: int = 1
    epoch: int = 1
    next_step_at: datetime | None = None
    paged: tuple[UserId, ...] = ()
    exhausted: bool = False
    waiting_until: datetime | None = None
    giver: UserId | None = None
