"""Change a maintenance window."""

from collections.abc import Callable

from attrs import frozen

from hikeshi.alerts.errors import MaintenanceWindowNotFoundError
from hikeshi.alerts.events import MaintenanceWindowEdited
from hikeshi.alerts.model.drafts import MaintenanceWindowDraft
from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.ports import AlertWork
from hikeshi.alerts.use_cases._suppressing import (
    Owners,
    changed_fields,
    lock_one,
    require_respond,
)
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import EventId, MaintenanceWindowId


@frozen
class EditMaintenanceWindow:
    """Change a maintenance window; what has held already stays as it was."""

    async def __call__(
        self,
        work: AlertWork,
        window_id: MaintenanceWindowId,
        change: Callable[[MaintenanceWindowDraft], MaintenanceWindowDraft],
        *,
        owners: Owners,
        by: Actor,
        expected_version: int | None = None,
    ) -> MaintenanceWindow:
        """Turn the window as it is into the window as wanted.

        Raises:
            MaintenanceWindowNotFoundError: There is no such window.
            StaleError: It has another version than the one expected.
            ForbiddenError: The actor may not respond for the owner of a service in it.
            SuppressionOverError: It is over.
            InvalidError: It would change the past, or breaks a rule.
        """
        window = await lock_one(
            work.maintenance_windows, window_id, MaintenanceWindowNotFoundError, expected_version
        )
        require_respond(by, owners(window.service_ids))
        draft = change(MaintenanceWindowDraft.of(window))
        starts_at = draft.starts_at or window.starts_at
        wanted = draft.to_window(window_id, starts_at=starts_at, created_by=window.created_by)
        require_respond(by, owners(wanted.service_ids))
        if wanted.team_id is not None:
            require_respond(by, (wanted.team_id,))
        edited = window.edited(wanted, work.now)
        if edited is window:
            return window
        await work.maintenance_windows.save_many((edited,))
        work.record(
            MaintenanceWindowEdited(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                maintenance_window_id=window_id,
                fields=changed_fields(window, edited),
                starts_at=edited.starts_at,
                ends_at=edited.ends_at,
            )
        )
        return edited
