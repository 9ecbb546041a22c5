"""A message to one person that is no page: nobody is woken by it, and it may come to nothing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from attrs import evolve, field, frozen

from hikeshi.kernel.ids import ContactMethodId, NoticeId, UserId
from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.contact import Contact, Reach
from hikeshi.notifications.model.notification import NotificationStatus
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome

#: Channels that bring notices; nobody is called about what is no page, save with a code.
NOTICE_KINDS = frozenset({"console", "email", "ntfy", "slack", "sms", "web_push", "webhook"})
#: Of these the ones that cost money: used where a rule names one, or there is no other.
PAID_KINDS = frozenset({"sms"})
#: Time between attempts: doubled each time, from the first to at most the last.
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=10)
NO_METHOD = "no verified contact method that brings notices"


class Topic(StrEnum):
    """What a notice is about."""

    CALENDAR_FAILING = "calendar_failing"
    DRILL_MISSED = "drill_missed"
    DRILL_FOUND_NOBODY = "drill_found_nobody"
    HAND_OFF_SUMMARY = "hand_off_summary"
    HOLIDAYS_FAILING = "holidays_failing"
    INCIDENT_TAKEN = "incident_taken"
    SHIFT_REMINDER = "shift_reminder"
    SWAP_ACCEPTED = "swap_accepted"
    SWAP_ASKED = "swap_asked"
    SWAP_BROKEN = "swap_broken"
    SWAP_DECLINED = "swap_declined"
    SWAP_WITHDRAWN = "swap_withdrawn"
    VERIFICATION_CODE = "verification_code"


@frozen(kw_only=True)
class Notice:
    """A message to one person that is no page.

    Args:
        id: Also the idempotency key every repetition of the message carries.
        subject: What of the topic: person, topic and subject name a notice, so that planning
            it again plans nothing.
        facts: What its text is made of, as JSON knows it.
        code: A secret that stands in its text; gone once it is over.
        contact_method_id: Where it goes; nothing = chosen when it is sent.
        kind: Kind of that method; empty until it is known.
        due_at: When the next attempt may begin.
        expires_at: From then on it is worth nothing.
        attempts: How many attempts began.
        lease_until: While sending, when the attempt counts as lost (the worker died).
    """

    id: NoticeId
    user_id: UserId
    topic: Topic
    subject: str
    facts: Mapping[str, Any] = field(factory=dict)
    code: str | None = field(default=None, repr=False)
    contact_method_id: ContactMethodId | None = None
    kind: str = ""
    created_at: datetime
    due_at: datetime
    expires_at: datetime
    status: NotificationStatus = NotificationStatus.PENDING
    outcome: Outcome | None = None
    reason: str = ""
    attempts: int = 0
    sent_at: datetime | None = None
    lease_until: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Say whether nothing will be sent any more."""
        return self.status not in {NotificationStatus.PENDING, NotificationStatus.SENDING}

    def claimable(self, now: datetime) -> bool:
        """Say whether an attempt may begin: it is due, or the last one was lost."""
        if self.status is NotificationStatus.SENDING:
            return self.lease_until is not None and self.lease_until <= now
        return self.status is NotificationStatus.PENDING and self.due_at <= now

    def way(self, contact: Contact) -> Reach | None:
        """Return the method it goes by: its own, the quiet rule's, or the first that brings it.

        Only a code goes to a method that is not verified.
        """
        if self.topic is Topic.VERIFICATION_CODE:
            return next(
                (m for m in contact.methods if m.contact_method_id == self.contact_method_id), None
            )
        usable = {m: reach for m, reach in contact.usable.items() if reach.kind in NOTICE_KINDS}
        wanted = (rule.contact_method_id for rule in contact.rules_for(Urgency.LOW))
        free_first = sorted(usable, key=lambda method: usable[method].kind in PAID_KINDS)
        return next((usable[m] for m in (*wanted, *free_first) if m in usable), None)

    def claimed(self, way: Reach, now: datetime, lease_for: timedelta) -> "Notice":
        """Begin an attempt; it counts as lost once the lease has run out."""
        return evolve(
            self,
            contact_method_id=way.contact_method_id,
            kind=way.kind,
            status=NotificationStatus.SENDING,
            attempts=self.attempts + 1,
            lease_until=now + lease_for,
        )

    def expired(self, reason: str) -> "Notice":
        """Give it up because it is no longer wanted; what is over stays as it is."""
        if self.is_over:
            return self
        return self._ended(NotificationStatus.EXPIRED, Outcome.EXPIRED, reason)

    def failed(self, reason: str) -> "Notice":
        """Give it up because it can never arrive."""
        return self._ended(NotificationStatus.FAILED, Outcome.PERMANENT, reason)

    def reported(self, report: DeliveryReport, now: datetime) -> "Notice":
        """Take in what came of the attempt: done, failed for good, or again later."""
        if self.is_over:
            return self
        if report.outcome.arrived:
            sent = self._ended(NotificationStatus.SENT, report.outcome, report.reason)
            return evolve(sent, sent_at=now)
        if report.outcome is Outcome.PERMANENT:
            return self.failed(report.reason)
        due_at = now + self._wait(report)
        if due_at >= self.expires_at:
            return self.expired(f"too late: {report.reason}")
        return evolve(
            self,
            status=NotificationStatus.PENDING,
            outcome=Outcome.RETRYABLE,
            reason=report.reason,
            due_at=due_at,
            lease_until=None,
        )

    def _ended(self, status: NotificationStatus, outcome: Outcome, reason: str) -> "Notice":
        return evolve(
            self, status=status, outcome=outcome, reason=reason, lease_until=None, code=None
        )

    def _wait(self, report: DeliveryReport) -> timedelta:
        """Return how long to wait: the provider's wish, at least the pause with jitter."""
        doubled: int = 2 ** min(max(self.attempts - 1, 0), 10)
        pause = min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
        # Jitter of up to a quarter from the identity: the same decision everywhere.
        jitter = pause * ((self.id.int >> 8 ^ self.attempts * 0x9E37) % 1024) / 4096
        return max(pause + jitter, report.retry_after or timedelta(0))
