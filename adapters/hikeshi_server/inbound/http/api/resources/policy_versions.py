"""/escalation-policies/{policy}/versions"""

from attrs import field, frozen

from hikeshi.flow.restoring import RestoreWhileThere
from hikeshi.flow.work import Work
from hikeshi.incidents.errors import PolicyVersionNotFoundError
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.kernel.ids import EscalationPolicyId
from hikeshi.kernel.paging import PageOf
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.comparing import ChangeView, changes_between
from hikeshi_server.inbound.http.api.conversion import WIRE


@frozen(kw_only=True)
class ComparedWith:
    """Which other version is the one before; by default the one just before it."""

    against: int | None = None


@frozen
class PolicyVersions:
    """/escalation-policies/{policy}/versions"""

    restore_policy: RestoreWhileThere = field(factory=RestoreWhileThere)

    async def list_all(
        self, work: Work, call: Call, policy: EscalationPolicyId
    ) -> PageOf[EscalationPolicy]:
        """GET /escalation-policies/{policy}/versions"""
        del call
        newest = (await work.directory()).policies[policy].version
        numbers = [(policy, number) for number in range(1, newest + 1)]
        found = await work.escalation_policies.get_versions(numbers)
        return PageOf(tuple(found[number] for number in numbers if number in found))

    async def read(
        self, work: Work, call: Call, policy: EscalationPolicyId, number: int
    ) -> EscalationPolicy:
        """GET /escalation-policies/{policy}/versions/{number}"""
        del call
        return await _version(work, policy, number)

    async def changes(
        self,
        work: Work,
        call: Call,
        policy: EscalationPolicyId,
        number: int,
        filters: ComparedWith,
    ) -> PageOf[ChangeView]:
        """GET /escalation-policies/{policy}/versions/{number}/changes"""
        del call
        after = WIRE.unstructure(await _version(work, policy, number))
        earlier = number - 1 if filters.against is None else filters.against
        before = {} if earlier == 0 else WIRE.unstructure(await _version(work, policy, earlier))
        found = changes_between(before, after)
        return PageOf(tuple(change for change in found if change.pointer != "/version"))

    async def restore(
        self, work: Work, call: Call, policy: EscalationPolicyId, number: int
    ) -> EscalationPolicy:
        """PUT /escalation-policies/{policy}/versions/{number}/restoration"""
        return await self.restore_policy(
            work, policy, number, by=call.actor, expected_version=call.expected_version
        )


async def _version(work: Work, policy: EscalationPolicyId, number: int) -> EscalationPolicy:
    found = (await work.escalation_policies.get_versions([(policy, number)])).get((policy, number))
    if found is None:
        raise PolicyVersionNotFoundError
    return found
