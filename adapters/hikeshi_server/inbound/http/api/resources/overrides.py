"""/schedules/{schedule}/overrides"""

from attrs import field, frozen

from hikeshi.flow.duty import override_warnings
from hikeshi.flow.queries.in_order import cut_in_order
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import OverrideId, ScheduleId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.oncall.use_cases.add_override import AddOverride
from hikeshi.oncall.use_cases.remove_override import RemoveOverride
from hikeshi_server.inbound.http.api.bodies.schedules import (
    AddedOverride,
    OverrideBody,
    OverrideView,
    added_override,
    override_view,
)
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.resources.schedules import keys


@frozen
class Overrides:
    """/schedules/{schedule}/overrides"""

    add_override: AddOverride = field(factory=AddOverride)
    remove_override: RemoveOverride = field(factory=RemoveOverride)

    async def list_page(
        self, work: Work, call: Call, schedule: ScheduleId, page: PageRequest
    ) -> PageOf[OverrideView]:
        """GET /schedules/{schedule}/overrides"""
        del call
        directory = await work.directory()
        overrides, names = directory.schedules[schedule].overrides, keys(directory)
        views = tuple(override_view(entry, names) for entry in overrides)
        return cut_in_order(views, page, lambda view: view.id)

    async def add(
        self, work: Work, call: Call, schedule: ScheduleId, body: OverrideBody
    ) -> AddedOverride:
        """POST /schedules/{schedule}/overrides"""
        added = await self.add_override(
            work,
            schedule,
            body.override,
            by=call.actor,
            expected_version=call.expected_version,
        )
        against = await override_warnings(work, schedule, added)
        return added_override(added, keys(await work.directory()), against)

    async def remove(
        self, work: Work, call: Call, schedule: ScheduleId, override: OverrideId
    ) -> None:
        """DELETE /schedules/{schedule}/overrides/{override}"""
        await self.remove_override(
            work,
            schedule,
            override,
            by=call.actor,
            expected_version=call.expected_version,
        )
