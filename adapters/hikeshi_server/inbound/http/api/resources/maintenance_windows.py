"""/maintenance-windows"""

from attrs import frozen

from hikeshi.alerts.model.drafts import MaintenanceWindowDraft
from hikeshi.alerts.queries import (
    MaintenanceWindowFilters,
    MaintenanceWindowView,
    maintenance_window_view,
)
from hikeshi.alerts.use_cases.create_maintenance_window import CreateMaintenanceWindow
from hikeshi.alerts.use_cases.edit_maintenance_window import EditMaintenanceWindow
from hikeshi.alerts.use_cases.end_maintenance_window import EndMaintenanceWindow
from hikeshi.flow.owning import OwningTeams
from hikeshi.flow.queries.configuration import list_maintenance_windows
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import MaintenanceWindowId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch


@frozen
class MaintenanceWindows:
    """/maintenance-windows"""

    create_maintenance_window: CreateMaintenanceWindow = CreateMaintenanceWindow()
    edit_maintenance_window: EditMaintenanceWindow = EditMaintenanceWindow()
    end_maintenance_window: EndMaintenanceWindow = EndMaintenanceWindow()

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: MaintenanceWindowFilters
    ) -> PageOf[MaintenanceWindowView]:
        """GET /maintenance-windows"""
        del call
        return list_maintenance_windows(await work.directory(), page, filters, work.now)

    async def read(
        self, work: Work, call: Call, window: MaintenanceWindowId
    ) -> MaintenanceWindowView:
        """GET /maintenance-windows/{window}"""
        del call
        found = (await work.directory()).maintenance_windows[window]
        return maintenance_window_view(found, work.now)

    async def create(
        self, work: Work, call: Call, body: MaintenanceWindowDraft
    ) -> MaintenanceWindowView:
        """POST /maintenance-windows"""
        owners = OwningTeams(await work.directory())
        made = await self.create_maintenance_window(work, body, owners=owners, by=call.actor)
        return maintenance_window_view(made, work.now)

    async def edit(
        self,
        work: Work,
        call: Call,
        window: MaintenanceWindowId,
        body: MergePatch[MaintenanceWindowDraft],
    ) -> MaintenanceWindowView:
        """PATCH /maintenance-windows/{window}"""
        directory = await work.directory()
        before = maintenance_window_view(directory.maintenance_windows[window], work.now)
        edited = await self.edit_maintenance_window(
            work,
            window,
            body.onto(before),
            owners=OwningTeams(directory),
            by=call.actor,
            expected_version=call.expected_version,
        )
        return maintenance_window_view(edited, work.now)

    async def end(
        self, work: Work, call: Call, window: MaintenanceWindowId
    ) -> MaintenanceWindowView:
        """DELETE /maintenance-windows/{window}"""
        ended = await self.end_maintenance_window(
            work,
            window,
            owners=OwningTeams(await work.directory()),
            by=call.actor,
            expected_version=call.expected_version,
        )
        return maintenance_window_view(ended, work.now)
