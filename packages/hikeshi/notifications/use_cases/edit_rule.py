"""A person wants to be told otherwise."""

from collections.abc import Callable

from attrs import asdict, evolve, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import NotificationRuleId
from hikeshi.notifications.events import RuleEdited
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.notifications.model.rule_draft import RuleDraft
from hikeshi.notifications.ports import NotificationWork
from hikeshi.notifications.use_cases._rules import check_method, lock_own_rule


@frozen
class EditRule:
    """A person wants to be told otherwise; what is planned already stays planned."""

    async def __call__(
        self,
        work: NotificationWork,
        rule_id: NotificationRuleId,
        change: Callable[[RuleDraft], RuleDraft],
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> NotificationRule:
        """Turn the rule as it is into the rule as wanted.

        Raises:
            NotificationRuleNotFoundError: There is none.
            StaleError: It has another version than the one expected.
            ForbiddenError: It is neither the actor's own nor theirs to administer.
            InvalidError: The contact method is not the person's, or the person would change.
        """
        rule = await lock_own_rule(work, rule_id, expected_version, by)
        values = asdict(change(RuleDraft.of(rule)), recurse=False)
        if values["user_id"] != rule.user_id:
            raise InvalidError.at("/user_id", "cannot change; create another rule")
        fields = tuple(name for name, value in values.items() if getattr(rule, name) != value)
        if not fields:
            return rule
        await check_method(work, rule.user_id, values["contact_method_id"])
        edited = evolve(rule, version=rule.version + 1, **values)
        await work.notification_rules.save_many((edited,))
        work.record(
            RuleEdited(
                id=work.ids(),
                at=work.now,
                by=by,
                object_id=rule_id,
                user_id=rule.user_id,
                fields=fields,
            )
        )
        return edited
