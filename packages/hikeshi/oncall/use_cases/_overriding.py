"""Who may put an override on a schedule or take it back."""

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, allowed, require
from hikeshi.kernel.ids import TeamId, UserId
from hikeshi.oncall.model.override import Override


def require_override(by: Actor, override: Override, team_id: TeamId | None) -> None:
    """Refuse unless the actor takes part in the override or configures the schedule.

    Raises:
        ForbiddenError: Naming the permission that is missing.
    """
    if by.id is not None and override.involves(UserId(by.id)):
        if allowed(by, Permission.CONFIGURE, team_id):
            return
        require(by, Permission.OVERRIDE, team_id)
    else:
        require(by, Permission.CONFIGURE, team_id)
