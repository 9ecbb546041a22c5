"""What a person wants to happen when they are paged."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import frozen

from hikeshi.kernel.almanac import Almanac
from hikeshi.kernel.condition import Condition, Failed, failing_for
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ContactMethodId, NotificationRuleId, UserId
from hikeshi.kernel.severity import Severity, Urgency


def check_condition(when: Condition | None) -> None:
    """Refuse a second urgency.

    Raises:
        InvalidError: At `/when/urgencies`.
    """
    if when is not None and when.urgencies:
        detail = "is said by the rule's own urgency: leave it out of the condition"
        raise InvalidError.at("/when/urgencies", detail)


@frozen(kw_only=True)
class NotificationRule:
    """Use a contact method so long after the page.

    Args:
        when: What must hold when the page comes for the rule to run; nothing = always.
    """

    id: NotificationRuleId
    user_id: UserId
    contact_method_id: ContactMethodId
    urgency: Urgency = Urgency.HIGH
    delay: timedelta = timedelta(0)
    when: Condition | None = None
    version: int = 1

    def failing(
        self, severity: Severity, zone: str, almanac: Almanac, at: datetime
    ) -> Failed | None:
        """Return which part of the condition does not hold for somebody who lives in a zone."""
        if self.when is None:
            return None
        return failing_for(self.when.of_person(zone), severity, self.urgency, almanac, at)


@frozen(kw_only=True)
class Reach:
    """A contact method as far as planning needs it."""

    contact_method_id: ContactMethodId
    kind: str
    verified: bool


@frozen(kw_only=True)
class Contact:
    """How one person can be reached: rules, and methods oldest first.

    Args:
        time_zone: On whose clock the person lives.
    """

    user_id: UserId
    time_zone: str = "UTC"
    rules: tuple[NotificationRule, ...] = ()
    methods: tuple[Reach, ...] = ()

    @property
    def usable(self) -> dict[ContactMethodId, Reach]:
        """The verified methods; nothing is ever sent to another one."""
        return {m.contact_method_id: m for m in self.methods if m.verified}

    def rules_for(self, urgency: Urgency) -> tuple[NotificationRule, ...]:
        """Return the rules of that urgency that can ever run, in the order they do."""
        usable = self.usable
        return _in_order(
            r for r in self.rules if r.urgency is urgency and r.contact_method_id in usable
        )

    def asks(self, urgency: Urgency) -> bool:
        """Say whether it depends on the page, or on the hour, what becomes of one."""
        return any(rule.when is not None for rule in self.rules if rule.urgency is urgency)


def _in_order(rules: Iterable[NotificationRule]) -> tuple[NotificationRule, ...]:
    return tuple(sorted(rules, key=lambda rule: rule.delay))
