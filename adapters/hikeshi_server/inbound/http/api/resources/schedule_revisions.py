"""/schedules/{schedule}/revisions"""

from datetime import datetime

from attrs import field, frozen

from hikeshi.flow.work import Work
from hikeshi.kernel.ids import ScheduleId
from hikeshi.kernel.paging import PageOf
from hikeshi.oncall.model.document import LayerDocument
from hikeshi.oncall.use_cases.restore_revision import RestoreRevision
from hikeshi_server.inbound.http.api.bodies.schedules import ScheduleDetail, schedule_detail
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.resources.schedules import keys


@frozen(kw_only=True)
class RevisionView:
    """Layers, and from when on they are in force; nothing = from the beginning."""

    number: int
    effective_at: datetime | None
    layers: tuple[LayerDocument, ...]


@frozen
class ScheduleRevisions:
    """/schedules/{schedule}/revisions"""

    restore_revision: RestoreRevision = field(factory=RestoreRevision)

    async def list_all(self, work: Work, call: Call, schedule: ScheduleId) -> PageOf[RevisionView]:
        """GET /schedules/{schedule}/revisions"""
        del call
        directory = await work.directory()
        detail = schedule_detail(directory.schedules[schedule], keys(directory))
        first = RevisionView(number=0, effective_at=None, layers=detail.layers)
        later = (
            RevisionView(number=number, effective_at=entry.effective_at, layers=entry.layers)
            for number, entry in enumerate(detail.revisions, start=1)
        )
        return PageOf((first, *later))

    async def restore(
        self, work: Work, call: Call, schedule: ScheduleId, number: int
    ) -> ScheduleDetail:
        """PUT /schedules/{schedule}/revisions/{number}/restoration"""
        restored = await self.restore_revision(
            work, schedule, number, by=call.actor, expected_version=call.expected_version
        )
        return schedule_detail(restored, keys(await work.directory()))
