"""What a person wants to happen when they are paged."""

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
        raise InvalidError.at(
            "/when/urgencies", "is said by the rule's own urgency: leave it out of the condition"
        )


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
