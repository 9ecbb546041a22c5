"""A person wants to be told in a further way."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import NotificationRuleId, UserId
from hikeshi.notifications.events import RuleCreated
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.notifications.model.rule_draft import RuleDraft
from hikeshi.notifications.ports import NotificationWork
from hikeshi.notifications.use_cases._rules import check_method, require_own


@frozen
class CreateRule:
    """A person wants to be told in a further way."""

    async def __call__(
        self, work: NotificationWork, draft: RuleDraft, *, by: Actor
    ) -> NotificationRule:
        """Create the rule of a draft.

        Raises:
            ForbiddenError: It is neither the actor's own nor theirs to administer.
            InvalidError: The contact method is not the person's.
        """
        user_id = draft.user_id or UserId(by.id or work.ids())
        require_own(by, user_id)
        await check_method(work, user_id, draft.contact_method_id)
        rule = NotificationRule(
            id=NotificationRuleId(work.ids()),
            user_id=user_id,
            contact_method_id=draft.contact_method_id,
            urgency=draft.urgency,
            delay=draft.delay,
            when=draft.when,
        )
        await work.notification_rules.save_many((rule,))
        work.record(
            RuleCreated(id=work.ids(), at=work.now, by=by, object_id=rule.id, user_id=user_id)
        )
        return rule
