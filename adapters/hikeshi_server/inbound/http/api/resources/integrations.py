"""/integrations and /services/{service}/integrations"""

from attrs import evolve, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.queries.configuration import list_integrations
from hikeshi.flow.work import Work
from hikeshi.kernel.authorization import Permission, allowed
from hikeshi.kernel.ids import IntegrationId, ServiceId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.teams.model.drafts import IntegrationDraft
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.queries import IntegrationFilters, IntegrationView
from hikeshi.teams.use_cases.create_integration import CreateIntegration
from hikeshi.teams.use_cases.delete_integration import DeleteIntegration
from hikeshi.teams.use_cases.edit_integration import EditIntegration
from hikeshi.teams.use_cases.remove_old_keys import RemoveOldKeys
from hikeshi.teams.use_cases.rotate_integration_key import RotateIntegrationKey
from hikeshi_server.inbound.http.api.bodies.teams import integration_view
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole
from hikeshi_server.inbound.mapping import check_mapping

Change = MergePatch[IntegrationDraft] | Whole[IntegrationDraft]


@frozen(kw_only=True)
class Integrations:
    """/integrations and /services/{service}/integrations

    Args:
        public_url: Where senders reach this server.
    """

    public_url: str
    create_integration: CreateIntegration
    rotate_integration_key: RotateIntegrationKey
    edit_integration: EditIntegration = EditIntegration()
    delete_integration: DeleteIntegration = DeleteIntegration()
    remove_old_keys: RemoveOldKeys = RemoveOldKeys()

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: IntegrationFilters
    ) -> PageOf[IntegrationView]:
        """GET /integrations"""
        directory = await work.directory()
        found = list_integrations(directory, page, filters)
        views = tuple(self._view(directory, call, row) for row in found.items)
        return PageOf(views, found.next_cursor)

    async def list_of_service(
        self,
        work: Work,
        call: Call,
        service: ServiceId,
        page: PageRequest,
        filters: IntegrationFilters,
    ) -> PageOf[IntegrationView]:
        """GET /services/{service}/integrations"""
        return await self.list_page(work, call, page, evolve(filters, service_id=service))

    async def read(self, work: Work, call: Call, integration: IntegrationId) -> IntegrationView:
        """GET /integrations/{integration}"""
        directory = await work.directory()
        return self._view(directory, call, directory.integrations[integration])

    async def create(self, work: Work, call: Call, body: IntegrationDraft) -> IntegrationView:
        """POST /integrations"""
        check_mapping(body.mapping)
        made = await self.create_integration(work, body, by=call.actor)
        return self._view(await work.directory(), call, made)

    async def create_for_service(
        self, work: Work, call: Call, service: ServiceId, body: IntegrationDraft
    ) -> IntegrationView:
        """POST /services/{service}/integrations"""
        return await self.create(work, call, evolve(body, service_id=service))

    async def edit(
        self,
        work: Work,
        call: Call,
        integration: IntegrationId,
        body: MergePatch[IntegrationDraft],
    ) -> IntegrationView:
        """PATCH /integrations/{integration}"""
        return await self._change(work, call, integration, body)

    async def replace(
        self, work: Work, call: Call, integration: IntegrationId, body: Whole[IntegrationDraft]
    ) -> IntegrationView:
        """PUT /integrations/{integration}"""
        return await self._change(work, call, integration, body)

    async def remove(self, work: Work, call: Call, integration: IntegrationId) -> None:
        """DELETE /integrations/{integration}"""
        await self.delete_integration(
            work, integration, by=call.actor, expected_version=call.expected_version
        )

    async def rotate(self, work: Work, call: Call, integration: IntegrationId) -> IntegrationView:
        """POST /integrations/{integration}/rotations"""
        rotated = await self.rotate_integration_key(
            work, integration, by=call.actor, expected_version=call.expected_version
        )
        return self._view(await work.directory(), call, rotated)

    async def drop_older_keys(
        self, work: Work, call: Call, integration: IntegrationId
    ) -> IntegrationView:
        """DELETE /integrations/{integration}/older-keys"""
        kept = await self.remove_old_keys(
            work, integration, by=call.actor, expected_version=call.expected_version
        )
        return self._view(await work.directory(), call, kept)

    async def _change(
        self, work: Work, call: Call, integration: IntegrationId, body: Change
    ) -> IntegrationView:
        directory = await work.directory()
        change = body.onto(self._view(directory, call, directory.integrations[integration]))
        edited = await self.edit_integration(
            work, integration, change, by=call.actor, expected_version=call.expected_version
        )
        check_mapping(edited.mapping)
        return self._view(directory, call, edited)

    def _view(self, directory: Directory, call: Call, integration: Integration) -> IntegrationView:
        service = directory.services.get(integration.service_id) if integration.service_id else None
        team_id = service.team_id if service is not None else None
        secrets = allowed(call.actor, Permission.READ_SECRETS, team_id)
        return integration_view(integration, self.public_url, secrets=secrets)
