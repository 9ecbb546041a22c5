"""What happens to notifications."""

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import (
    ContactMethodId,
    IncidentId,
    NotificationId,
    NotificationRuleId,
    UserId,
)


@frozen(kw_only=True)
class NotificationEvent(Event):
    """Something that happened to a notification about an incident."""

    notification_id: NotificationId
    incident_id: IncidentId
    user_id: UserId
    kind: str


@frozen(kw_only=True)
class NotificationSent(NotificationEvent):
    """A provider has it: accepted, or with proof that it arrived."""

    outcome: str
    attempt: int


@frozen(kw_only=True)
class NotificationRetried(NotificationEvent):
    """An attempt failed and another will follow.

    Args:
        away: Its provider answers nobody: another method is tried at once.
    """

    attempt: int
    reason: str
    away: bool = False


@frozen(kw_only=True)
class NotificationFailed(NotificationEvent):
    """The page will never arrive this way: refused for good, or too late."""

    outcome: str
    reason: str


@frozen(kw_only=True)
class NotificationSuperseded(NotificationEvent):
    """A newer rule of the same person ran instead, after nothing could be sent for a while."""


@frozen(kw_only=True)
class NotificationReplayed(NotificationEvent):
    """A person had a dead letter sent again."""


@frozen(kw_only=True)
class NotificationDiscarded(NotificationEvent):
    """A person took a dead letter off the list.

    Args:
        because: Why, in their words.
        forced: They said so although nobody may have been told of the incident.
    """

    because: str
    forced: bool = False


@frozen(kw_only=True)
class RecipientUnsubscribed(NotificationEvent):
    """The person told the provider to send nothing more there, such as by answering STOP."""

    contact_method_id: ContactMethodId
    reason: str


@frozen(kw_only=True)
class FallbackUsed(NotificationEvent):
    """The person has no usable rule, or the method failed: a verified method stands in."""

    reason: str


@frozen(kw_only=True)
class PersonUnreachable(NotificationEvent):
    """The person has no verified contact method; the page stands as a dead letter."""


@frozen(kw_only=True)
class RulePassedOver(NotificationEvent):
    """A personal rule does not apply to a page; the notification is the first of those that do.

    Args:
        kind: Of the rule's contact method.
        delay_seconds: The rule's delay.
        reason: Which part of the rule's condition does not hold.
    """

    delay_seconds: int
    reason: str


@frozen(kw_only=True)
class NotificationHeld(NotificationEvent):
    """The person has quiet hours: the first notification of the page waits for their end."""

    until: datetime


@frozen(kw_only=True)
class FloorApplied(NotificationEvent):
    """A team asks for more than the person's rules say: the notification was added.

    Args:
        team: Key of the team.
        within_seconds: How long after the page at the latest, which is when it is sent.
    """

    team: str
    within_seconds: int


@frozen(kw_only=True)
class FloorMissed(NotificationEvent):
    """A team asks for a kind of contact method the person has no verified one of.

    Args:
        team: Key of the team.
        kinds: Any of them would do.
        within_seconds: How long after the page at the latest.
    """

    team: str
    kinds: tuple[str, ...]
    within_seconds: int


@frozen(kw_only=True)
class ReceiptKept(Event):
    """A provider said something of a message while somebody was changing the incident.

    Args:
        number: Of the attempt it is about.
    """

    notification_id: NotificationId
    number: int
    outcome: str
    reason: str
    evidence: Mapping[str, str]
    unsubscribed: bool


@frozen(kw_only=True)
class NoticeFailed(Event):
    """A message that is no page did not reach its person."""

    user_id: UserId
    topic: str
    reason: str


@frozen(kw_only=True)
class RuleEvent(Event):
    """Something that happened to a personal rule."""

    object_id: NotificationRuleId
    user_id: UserId


@frozen(kw_only=True)
class RuleCreated(RuleEvent):
    """A person wants to be told in a further way."""


@frozen(kw_only=True)
class RuleEdited(RuleEvent):
    """A personal rule changed; the names of the changed fields."""

    fields: tuple[str, ...]


@frozen(kw_only=True)
class RuleDeleted(RuleEvent):
    """A personal rule was deleted."""
