"""A person no longer wants to be told in that way."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import NotificationRuleId
from hikeshi.notifications.events import RuleDeleted
from hikeshi.notifications.ports import NotificationWork
from hikeshi.notifications.use_cases._rules import lock_own_rule


@frozen
class DeleteRule:
    """A person no longer wants to be told in that way."""

    async def __call__(
        self,
        work: NotificationWork,
        rule_id: NotificationRuleId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> None:
        """Delete the rule; what is planned already stays planned.

        Raises:
            NotificationRuleNotFoundError: There is none.
            StaleError: It has another version than the one expected.
            ForbiddenError: It is neither the actor's own nor theirs to administer.
        """
        rule = await lock_own_rule(work, rule_id, expected_version, by)
        await work.notification_rules.delete_many((rule_id,))
        work.record(
            RuleDeleted(id=work.ids(), at=work.now, by=by, object_id=rule_id, user_id=rule.user_id)
        )
