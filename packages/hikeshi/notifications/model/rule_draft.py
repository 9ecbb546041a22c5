"""What somebody says about a personal rule, before it is taken on."""

from datetime import timedelta

from attrs import frozen

from hikeshi.kernel.condition import Condition
from hikeshi.kernel.ids import ContactMethodId, UserId
from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.notification_rule import NotificationRule, check_condition


@frozen(kw_only=True)
class RuleDraft:
    """The fields of a personal rule.

    Args:
        user_id: The person; nothing = the one who creates it.
        delay: How long after the page; `delay_seconds` on the wire.
        when: What must hold when the page comes; nothing = the rule always runs.
    """

    contact_method_id: ContactMethodId
    user_id: UserId | None = None
    urgency: Urgency = Urgency.HIGH
    delay: timedelta = timedelta(0)
    when: Condition | None = None

    def __attrs_post_init__(self) -> None:
        check_condition(self.when)

    @classmethod
    def of(cls, rule: NotificationRule) -> "RuleDraft":
        """Return the draft of a rule as it is."""
        return cls(
            contact_method_id=rule.contact_method_id,
            user_id=rule.user_id,
            urgency=rule.urgency,
            delay=rule.delay,
            when=rule.when,
        )
