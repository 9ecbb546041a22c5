"""Let nobody hear of services that are being worked on."""

from attrs import frozen

from hikeshi.alerts.events import MaintenanceWindowCreated
from hikeshi.alerts.model.drafts import MaintenanceWindowDraft
from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.span import check_new
from hikeshi.alerts.ports import AlertWork
from hikeshi.alerts.use_cases._suppressing import Owners, forget_old, person, require_respond
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import EventId, MaintenanceWindowId


@frozen
class CreateMaintenanceWindow:
    """Let nobody hear of services that are being worked on; escalations under way go on."""

    async def __call__(
        self, work: AlertWork, draft: MaintenanceWindowDraft, *, owners: Owners, by: Actor
    ) -> MaintenanceWindow:
        """Make the window of a draft, from now on at the earliest.

        Raises:
            ForbiddenError: The actor may not respond for the team, or for a service's owner.
            InvalidError: It would never hold, or breaks a rule.
            ConflictError: The key is taken.
        """
        starts_at = max(draft.starts_at or work.now, work.now)
        check_new(starts_at, draft.ends_at, work.now)
        window = draft.to_window(
            MaintenanceWindowId(work.ids()), starts_at=starts_at, created_by=person(by)
        )
        require_respond(by, owners(window.service_ids))
        if window.team_id is not None:
            require_respond(by, (window.team_id,))
        await forget_old(work.maintenance_windows, work.now)
        await work.maintenance_windows.save_many((window,))
        work.record(
            MaintenanceWindowCreated(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                maintenance_window_id=window.id,
                service_ids=window.service_ids,
                starts_at=window.starts_at,
                ends_at=window.ends_at,
                reason=window.reason,
                team_id=window.team_id,
            )
        )
        return window
