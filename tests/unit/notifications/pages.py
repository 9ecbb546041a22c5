"""Pages and notifications for the tests of notifications."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from hikeshi.flow.almanac import LiveAlmanac
from hikeshi.kernel.ids import (
    ContactMethodId,
    IncidentId,
    NotificationId,
    NotificationRuleId,
    UserId,
)
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.contact import Contact, Reach
from hikeshi.notifications.model.notification import DEADLINE, Notification
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.notifications.model.planning import PageToPlan

NOW = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
ANA, BEN = UserId(UUID(int=1)), UserId(UUID(int=2))
INCIDENT = IncidentId(UUID(int=11))
PHONE, MAIL, OLD = (ContactMethodId(UUID(int=number)) for number in (21, 22, 23))
MINUTE = timedelta(minutes=1)
#: Nobody has holidays.
ALMANAC = LiveAlmanac({})


def counting():
    """Return a source of identities."""
    numbers = count(1000)
    return lambda: UUID(int=next(numbers))


def a_page(**facts: Any) -> PageToPlan:
    """Return Ana's page."""
    return PageToPlan(
        **{
            "incident_id": INCIDENT,
            "user_id": ANA,
            "urgency": Urgency.HIGH,
            "severity": Severity.SEV1,
            "step": 1,
            "round": 1,
            **facts,
        }
    )


def a_notification(number: int = 100, **facts: Any) -> Notification:
    """Return a notification of Ana that is due now."""
    planned = facts.get("planned_at", NOW)
    return Notification(
        **{
            "id": NotificationId(UUID(int=number)),
            "incident_id": INCIDENT,
            "user_id": ANA,
            "contact_method_id": PHONE,
            "kind": "sms",
            "urgency": Urgency.HIGH,
            "created_at": NOW,
            "planned_at": planned,
            "due_at": planned,
            "expires_at": planned + DEADLINE,
            "step": 1,
            **facts,
        }
    )


def a_contact(
    *rules: tuple[ContactMethodId, int], unverified: tuple[ContactMethodId, ...] = (OLD,)
):
    """Return how Ana can be reached: rules as (method, minutes)."""
    return Contact(
        user_id=ANA,
        rules=tuple(
            NotificationRule(
                id=NotificationRuleId(UUID(int=30 + place)),
                user_id=ANA,
                contact_method_id=method,
                delay=minutes * MINUTE,
            )
            for place, (method, minutes) in enumerate(rules)
        ),
        methods=tuple(
            Reach(contact_method_id=method, kind=kind, verified=method not in unverified)
            for method, kind in ((OLD, "sms"), (PHONE, "sms"), (MAIL, "email"))
        ),
    )
