"""An earlier version of a policy returns only while whomever it pages is still there."""

from attrs import field, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.usages import targets_of
from hikeshi.flow.work import Work
from hikeshi.incidents.errors import TargetGoneError
from hikeshi.incidents.model.escalation_policy import EscalationPolicy, Target, TargetKind
from hikeshi.incidents.use_cases.edit_policy import EditPolicy
from hikeshi.incidents.use_cases.restore_policy import RestorePolicy
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import EscalationPolicyId, ScheduleId, TeamId, UserId


@frozen
class RestoreWhileThere:
    """Go back to an earlier version of a policy, unless somebody it pages is gone."""

    restore_policy: RestorePolicy = field(factory=lambda: RestorePolicy(EditPolicy()))

    async def __call__(
        self,
        work: Work,
        policy_id: EscalationPolicyId,
        number: int,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> EscalationPolicy:
        """Restore as `by`; see `RestorePolicy`.

        Raises:
            TargetGoneError: Naming what the version pages and is no longer there.
        """
        restored = await self.restore_policy(
            work, policy_id, number, by=by, expected_version=expected_version
        )
        directory = await work.directory()
        gone = [target for target in targets_of(restored) if not _is_there(directory, target)]
        if gone:
            named = ", ".join(f"{target.kind} {target.key}" for target in gone)
            raise TargetGoneError(f"Version {number} pages {named}, which is no longer there.")
        if restored.team_id is not None and restored.team_id not in directory.teams:
            raise TargetGoneError(f"Version {number} belongs to a team that is no longer there.")
        return restored


def _is_there(directory: Directory, target: Target) -> bool:
    if target.kind is TargetKind.USER:
        return directory.is_active(UserId(target.id))
    if target.kind is TargetKind.TEAM:
        return TeamId(target.id) in directory.teams
    return ScheduleId(target.id) in directory.schedules
