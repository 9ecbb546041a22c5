"""How one person can be reached, as far as planning needs it."""

from collections.abc import Iterable
from datetime import timedelta

from attrs import frozen

from hikeshi.kernel.ids import ContactMethodId, UserId
from hikeshi.kernel.local_hours import LocalHours
from hikeshi.kernel.quiet_hours import QuietHours
from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.notification_rule import NotificationRule


@frozen(kw_only=True)
class Reach:
    """A contact method as far as planning needs it."""

    contact_method_id: ContactMethodId
    kind: str
    verified: bool


@frozen(kw_only=True)
class Minimum:
    """What a team asks of the rules of a person, at the least, as far as planning needs it.

    Args:
        team: Key of the team.
        kinds: Any of them will do.
        within: How long after the page at the latest.
    """

    team: str
    urgency: Urgency
    kinds: tuple[str, ...]
    within: timedelta

    def is_met_by(self, reach: Reach, after: timedelta) -> bool:
        """Say whether a method that is used so long after the page is enough."""
        return reach.kind in self.kinds and after <= self.within


@frozen(kw_only=True)
class Contact:
    """How one person can be reached: rules, and methods oldest first.

    Args:
        time_zone: On whose clock the person lives.
        floor: What the person's teams ask for, whatever the rules say.
        quiet_hours: When what can wait does.
    """

    user_id: UserId
    time_zone: str = "UTC"
    rules: tuple[NotificationRule, ...] = ()
    methods: tuple[Reach, ...] = ()
    floor: tuple[Minimum, ...] = ()
    quiet_hours: QuietHours | None = None

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
        conditions = (rule.when for rule in self.rules if rule.urgency is urgency)
        return self.quiet(urgency) is not None or any(when is not None for when in conditions)

    def quiet(self, urgency: Urgency) -> LocalHours | None:
        """Return the hours whose end pages of that urgency wait for."""
        if self.quiet_hours is None or not self.quiet_hours.holds(urgency):
            return None
        return self.quiet_hours.hours_in(self.time_zone)


def _in_order(rules: Iterable[NotificationRule]) -> tuple[NotificationRule, ...]:
    return tuple(sorted(rules, key=lambda rule: rule.delay))
