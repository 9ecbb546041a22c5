"""/notification-rules"""

from attrs import field, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.floors import warnings
from hikeshi.flow.queries.configuration import list_notification_rules
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import NotificationRuleId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.notifications.model.rule_draft import RuleDraft
from hikeshi.notifications.queries import NotificationRuleFilters, SavedRule, saved_rule
from hikeshi.notifications.use_cases.create_rule import CreateRule
from hikeshi.notifications.use_cases.delete_rule import DeleteRule
from hikeshi.notifications.use_cases.edit_rule import EditRule
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole

Change = MergePatch[RuleDraft] | Whole[RuleDraft]


@frozen
class NotificationRules:
    """/notification-rules"""

    create_rule: CreateRule = field(factory=CreateRule)
    edit_rule: EditRule = field(factory=EditRule)
    delete_rule: DeleteRule = field(factory=DeleteRule)

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: NotificationRuleFilters
    ) -> PageOf[NotificationRule]:
        """GET /notification-rules"""
        del call
        return list_notification_rules(await work.directory(), page, filters)

    async def read(self, work: Work, call: Call, rule: NotificationRuleId) -> NotificationRule:
        """GET /notification-rules/{rule}"""
        del call
        return _found(await work.directory(), rule)

    async def create(self, work: Work, call: Call, body: RuleDraft) -> SavedRule:
        """POST /notification-rules"""
        return await _saved(work, await self.create_rule(work, body, by=call.actor))

    async def edit(
        self, work: Work, call: Call, rule: NotificationRuleId, body: MergePatch[RuleDraft]
    ) -> SavedRule:
        """PATCH /notification-rules/{rule}"""
        return await self._change(work, call, rule, body)

    async def replace(
        self, work: Work, call: Call, rule: NotificationRuleId, body: Whole[RuleDraft]
    ) -> SavedRule:
        """PUT /notification-rules/{rule}"""
        return await self._change(work, call, rule, body)

    async def remove(self, work: Work, call: Call, rule: NotificationRuleId) -> None:
        """DELETE /notification-rules/{rule}"""
        await self.delete_rule(work, rule, by=call.actor, expected_version=call.expected_version)

    async def _change(
        self, work: Work, call: Call, rule: NotificationRuleId, body: Change
    ) -> SavedRule:
        change = body.onto(_found(await work.directory(), rule))
        edited = await self.edit_rule(
            work, rule, change, by=call.actor, expected_version=call.expected_version
        )
        return await _saved(work, edited)


async def _saved(work: Work, rule: NotificationRule) -> SavedRule:
    """Return the rule with what the person's teams ask for beyond their rules."""
    return saved_rule(rule, warnings(await work.directory(), rule.user_id, work.now))


def _found(directory: Directory, rule_id: NotificationRuleId) -> NotificationRule:
    return next(rule for rule in directory.notification_rules if rule.id == rule_id)
