"""End a maintenance window before its time."""

from attrs import frozen

from hikeshi.alerts.errors import MaintenanceWindowNotFoundError
from hikeshi.alerts.events import MaintenanceWindowEnded
from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.ports import AlertWork
from hikeshi.alerts.use_cases._suppressing import Owners, lock_one, require_respond
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import EventId, MaintenanceWindowId


@frozen
class EndMaintenanceWindow:
    """End a maintenance window before its time; what still fires is told of now."""

    async def __call__(
        self,
        work: AlertWork,
        window_id: MaintenanceWindowId,
        *,
        owners: Owners,
        by: Actor,
        expected_version: int | None = None,
    ) -> MaintenanceWindow:
        """Let it hold no longer; one that is over stays as it is.

        Raises:
            MaintenanceWindowNotFoundError: There is no such window.
            StaleError: It has another version than the one expected.
            ForbiddenError: The actor may not respond for the owner of a service in it.
        """
        window = await lock_one(
            work.maintenance_windows, window_id, MaintenanceWindowNotFoundError, expected_version
        )
        require_respond(by, owners(window.service_ids))
        ended = window.end(work.now)
        if ended is window:
            return window
        await work.maintenance_windows.save_many((ended,))
        work.record(
            MaintenanceWindowEnded(
                id=EventId(work.ids()), at=work.now, by=by, maintenance_window_id=window_id
            )
        )
        return ended
