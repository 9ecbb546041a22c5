"""/services"""

from attrs import frozen

from hikeshi.flow.queries.configuration import list_services
from hikeshi.flow.usages import refuse_if_used, uses_of_service
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import ServiceId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.teams.model.drafts import ServiceDraft
from hikeshi.teams.model.service import Service
from hikeshi.teams.queries import ServiceFilters
from hikeshi.teams.use_cases.create_service import CreateService
from hikeshi.teams.use_cases.delete_service import DeleteService
from hikeshi.teams.use_cases.edit_service import EditService
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole

Change = MergePatch[ServiceDraft] | Whole[ServiceDraft]


@frozen
class Services:
    """/services"""

    create_service: CreateService = CreateService()
    edit_service: EditService = EditService()
    delete_service: DeleteService = DeleteService()

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: ServiceFilters
    ) -> PageOf[Service]:
        """GET /services"""
        del call
        return list_services(await work.directory(), page, filters)

    async def read(self, work: Work, call: Call, service: ServiceId) -> Service:
        """GET /services/{service}"""
        del call
        return (await work.directory()).services[service]

    async def create(self, work: Work, call: Call, body: ServiceDraft) -> Service:
        """POST /services"""
        return await self.create_service(work, body, by=call.actor)

    async def edit(
        self, work: Work, call: Call, service: ServiceId, body: MergePatch[ServiceDraft]
    ) -> Service:
        """PATCH /services/{service}"""
        return await self._change(work, call, service, body)

    async def replace(
        self, work: Work, call: Call, service: ServiceId, body: Whole[ServiceDraft]
    ) -> Service:
        """PUT /services/{service}"""
        return await self._change(work, call, service, body)

    async def remove(self, work: Work, call: Call, service: ServiceId) -> None:
        """DELETE /services/{service}"""
        directory = await work.directory()
        await self.delete_service(
            work, service, by=call.actor, expected_version=call.expected_version
        )
        name = f"Service {directory.services[service].key}"
        refuse_if_used(name, uses_of_service(directory, service))

    async def _change(self, work: Work, call: Call, service: ServiceId, body: Change) -> Service:
        change = body.onto((await work.directory()).services[service])
        return await self.edit_service(
            work, service, change, by=call.actor, expected_version=call.expected_version
        )
