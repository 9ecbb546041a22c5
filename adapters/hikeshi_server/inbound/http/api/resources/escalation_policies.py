"""/escalation-policies"""

from attrs import field, frozen

from hikeshi.flow.queries.configuration import list_policies
from hikeshi.flow.usages import refuse_if_used, uses_of_policy
from hikeshi.flow.work import Work
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.incidents.model.policy_draft import PolicyDraft
from hikeshi.incidents.queries import PolicyFilters
from hikeshi.incidents.use_cases.create_policy import CreatePolicy
from hikeshi.incidents.use_cases.delete_policy import DeletePolicy
from hikeshi.incidents.use_cases.edit_policy import EditPolicy
from hikeshi.kernel.ids import EscalationPolicyId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole

Change = MergePatch[PolicyDraft] | Whole[PolicyDraft]


@frozen
class EscalationPolicies:
    """/escalation-policies"""

    create_policy: CreatePolicy = field(factory=CreatePolicy)
    edit_policy: EditPolicy = field(factory=EditPolicy)
    delete_policy: DeletePolicy = field(factory=DeletePolicy)

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: PolicyFilters
    ) -> PageOf[EscalationPolicy]:
        """GET /escalation-policies"""
        del call
        return list_policies(await work.directory(), page, filters)

    async def read(self, work: Work, call: Call, policy: EscalationPolicyId) -> EscalationPolicy:
        """GET /escalation-policies/{policy}"""
        del call
        return (await work.directory()).policies[policy]

    async def create(self, work: Work, call: Call, body: PolicyDraft) -> EscalationPolicy:
        """POST /escalation-policies"""
        return await self.create_policy(work, body, by=call.actor)

    async def edit(
        self, work: Work, call: Call, policy: EscalationPolicyId, body: MergePatch[PolicyDraft]
    ) -> EscalationPolicy:
        """PATCH /escalation-policies/{policy}"""
        return await self._change(work, call, policy, body)

    async def replace(
        self, work: Work, call: Call, policy: EscalationPolicyId, body: Whole[PolicyDraft]
    ) -> EscalationPolicy:
        """PUT /escalation-policies/{policy}"""
        return await self._change(work, call, policy, body)

    async def remove(self, work: Work, call: Call, policy: EscalationPolicyId) -> None:
        """DELETE /escalation-policies/{policy}"""
        directory = await work.directory()
        await self.delete_policy(
            work, policy, by=call.actor, expected_version=call.expected_version
        )
        name = f"Escalation policy {directory.policies[policy].key}"
        refuse_if_used(name, uses_of_policy(directory, policy))

    async def _change(
        self, work: Work, call: Call, policy: EscalationPolicyId, body: Change
    ) -> EscalationPolicy:
        change = body.onto((await work.directory()).policies[policy])
        return await self.edit_policy(
            work, policy, change, by=call.actor, expected_version=call.expected_version
        )
