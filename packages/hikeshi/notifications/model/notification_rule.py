"""What a person wants to happen when they are paged."""

from collections.abc import Iterable
from datetime import timedelta

from attrs import frozen

from hikeshi.kernel.ids import ContactMethodId, NotificationRuleId, UserId
from hikeshi.kernel.severity import Urgency


@frozen(kw_only=True)
class NotificationRule:
    """Use a contact method so long after the page."""

    id: NotificationRuleId
    user_id: UserId
    contact_method_id: ContactMethodId
    urgency: Urgency = Urgency.HIGH
    delay: timedelta = timedelta(0)
    version: int = 1


@frozen(kw_only=True)
class Reach:
    """A contact method as far as planning needs it."""

    contact_method_id: ContactMethodId
    kind: str
    verified: bool


@frozen(kw_only=True)
class Contact:
    """How one person can be reached: rules, and methods oldest first."""

    user_id: UserId
    rules: tuple[NotificationRule, ...] = ()
    methods: tuple[Reach, ...] = ()

    @property
    def usable(self) -> dict[ContactMethodId, Reach]:
        """The verified methods; nothing is ever sent to another one."""
        return {m.contact_method_id: m for m in self.methods if m.verified}

    def rules_for(self, urgency: Urgency) -> tuple[NotificationRule, ...]:
        """Return the rules of that urgency that can run, in the order they do."""
        usable = self.usable
        return _in_order(
            r for r in self.rules if r.urgency is urgency and r.contact_method_id in usable
        )


def _in_order(rules: Iterable[NotificationRule]) -> tuple[NotificationRule, ...]:
    return tuple(sorted(rules, key=lambda rule: rule.delay))
