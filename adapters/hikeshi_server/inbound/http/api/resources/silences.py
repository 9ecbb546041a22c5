"""/silences"""

from attrs import frozen

from hikeshi.alerts.model.drafts import SilenceDraft
from hikeshi.alerts.queries import SilenceFilters, SilenceView, silence_view
from hikeshi.alerts.use_cases.create_silence import CreateSilence
from hikeshi.alerts.use_cases.edit_silence import EditSilence
from hikeshi.alerts.use_cases.end_silence import EndSilence
from hikeshi.flow.queries.configuration import list_silences
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import SilenceId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch


@frozen
class Silences:
    """/silences"""

    create_silence: CreateSilence = CreateSilence()
    edit_silence: EditSilence = EditSilence()
    end_silence: EndSilence = EndSilence()

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: SilenceFilters
    ) -> PageOf[SilenceView]:
        """GET /silences"""
        del call
        return list_silences(await work.directory(), page, filters, work.now)

    async def read(self, work: Work, call: Call, silence: SilenceId) -> SilenceView:
        """GET /silences/{silence}"""
        del call
        return silence_view((await work.directory()).silences[silence], work.now)

    async def create(self, work: Work, call: Call, body: SilenceDraft) -> SilenceView:
        """POST /silences"""
        return silence_view(await self.create_silence(work, body, by=call.actor), work.now)

    async def edit(
        self, work: Work, call: Call, silence: SilenceId, body: MergePatch[SilenceDraft]
    ) -> SilenceView:
        """PATCH /silences/{silence}"""
        before = silence_view((await work.directory()).silences[silence], work.now)
        edited = await self.edit_silence(
            work,
            silence,
            body.onto(before),
            by=call.actor,
            expected_version=call.expected_version,
        )
        return silence_view(edited, work.now)

    async def end(self, work: Work, call: Call, silence: SilenceId) -> SilenceView:
        """DELETE /silences/{silence}"""
        ended = await self.end_silence(
            work, silence, by=call.actor, expected_version=call.expected_version
        )
        return silence_view(ended, work.now)
