"""One planned way to tell one person about one page, and what came of it."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, frozen

from hikeshi.kernel.changing import changed
from hikeshi.kernel.ids import (
    ContactMethodId,
    IncidentId,
    NotificationId,
    ServiceId,
    UserId,
)
from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome


class NotificationStatus(StrEnum):
    """Where a notification stands."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"


class Purpose(StrEnum):
    """Why somebody is told."""

    PAGE = "page"  # they have to act
    ACKNOWLEDGED = "acknowledged"  # somebody has it: said where that takes no new message
    RESOLVED = "resolved"  # what they were paged for is over


#: Why a page that nobody has tried to send yet is not due: it waits for their end.
QUIET_HOURS = "quiet hours"
#: After so long a page is void: by then escalation has reached somebody else.
DEADLINE = timedelta(minutes=30)
#: Time between attempts: doubled each time, from the first to at most the last.
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=2)


@frozen(kw_only=True)
class Notification:
    """One planned way to tell one person about one page.

    Args:
        id: Also the idempotency key every repetition of the message carries.
        step: Step of the policy; nothing after a reassignment, by hand or as last resort.
        planned_at: When the personal rule wants it sent.
        due_at: When the next attempt may begin: `planned_at`, later after a failed attempt.
        created_at: When the page was decided; all notifications of one page share it.
        expires_at: After that no attempt is repeated, and no notice is sent.
        attempts: How many attempts began.
        lease_until: While sending, when the attempt counts as lost (the worker died).
        is_fallback: Stands in for one that could not be delivered.
        service_id: What the incident is about.
        bundles: May go out in one message with others to the same place; never for a sev1.
        bundle_id: The notification that leads the message it went out in together with others.
        discarded_at: When somebody took it off the list of dead letters.
    """

    id: NotificationId
    incident_id: IncidentId
    user_id: UserId
    contact_method_id: ContactMethodId | None
    kind: str
    urgency: Urgency
    created_at: datetime
    planned_at: datetime
    due_at: datetime
    expires_at: datetime
    step: int | None = None
    round: int = 1
    purpose: Purpose = Purpose.PAGE
    status: NotificationStatus = NotificationStatus.PENDING
    outcome: Outcome | None = None
    reason: str = ""
    attempts: int = 0
    sent_at: datetime | None = None
    lease_until: datetime | None = None
    is_fallback: bool = False
    service_id: ServiceId | None = None
    bundles: bool = False
    bundle_id: NotificationId | None = None
    discarded_at: datetime | None = None

    @property
    def has_waited(self) -> bool:
        """Say whether it was kept back so that it goes out together with others."""
        return self.attempts == 0 and self.due_at > self.planned_at

    @property
    def is_gathered(self) -> bool:
        """Say whether it goes out together with others, or waits for them."""
        return self.has_waited or self.bundle_id is not None

    @property
    def is_over(self) -> bool:
        """Say whether nothing will be sent any more."""
        return self.status not in {NotificationStatus.PENDING, NotificationStatus.SENDING}

    @property
    def waits(self) -> bool:
        """Say whether it waits for the end of the person's quiet hours."""
        untried = self.status is NotificationStatus.PENDING and self.attempts == 0
        return untried and self.reason == QUIET_HOURS

    @property
    def is_dead_letter(self) -> bool:
        """Say whether a page could not be brought to its person, and was not discarded."""
        if self.purpose is not Purpose.PAGE or self.discarded_at is not None:
            return False
        return self.outcome is Outcome.PERMANENT or (
            self.outcome is Outcome.EXPIRED and self.reason == "deadline"
        )

    def claimable(self, now: datetime) -> bool:
        """Say whether an attempt may begin: it is due, or the last one was lost."""
        if self.status is NotificationStatus.SENDING:
            return self.lease_until is not None and self.lease_until <= now
        return self.status is NotificationStatus.PENDING and self.due_at <= now

    def is_too_late(self, now: datetime) -> bool:
        """Say whether the deadline is over; a page's first attempt is never too late."""
        untried_page = self.purpose is Purpose.PAGE and self.attempts == 0
        return now >= self.expires_at and not untried_page

    def claimed(self, now: datetime, lease_for: timedelta) -> "Notification":
        """Begin an attempt; it counts as lost once the lease has run out.

        The deadline counts from the first attempt where that is late, after a downtime.
        """
        first = self.attempts == 0
        return changed(
            self,
            expires_at=max(self.expires_at, now + DEADLINE) if first else self.expires_at,
            status=NotificationStatus.SENDING,
            attempts=self.attempts + 1,
            lease_until=now + lease_for,
        )

    def hastened(self, now: datetime) -> "Notification":
        """Let it wait for no others any more."""
        due_at = min(self.due_at, now) if self.has_waited else self.due_at
        return evolve(self, bundles=False, due_at=due_at)

    def expired(self, reason: str) -> "Notification":
        """Give it up because it is no longer wanted; what is over stays as it is."""
        if self.is_over:
            return self
        return evolve(
            self,
            status=NotificationStatus.EXPIRED,
            outcome=Outcome.EXPIRED,
            reason=reason,
            lease_until=None,
        )

    def reported(self, report: DeliveryReport, now: datetime) -> "Notification":
        """Take in what came of the attempt: done, failed for good, or again later."""
        if self.is_over:
            return self._late(report, now)
        if report.outcome.arrived:
            return changed(
                self,
                status=NotificationStatus.SENT,
                outcome=report.outcome,
                reason=report.reason,
                sent_at=now,
                lease_until=None,
            )
        if report.outcome is Outcome.PERMANENT:
            return evolve(
                self,
                status=NotificationStatus.FAILED,
                outcome=Outcome.PERMANENT,
                reason=report.reason,
                lease_until=None,
            )
        return self._again_later(report, now)

    def proved(self, report: DeliveryReport, now: datetime) -> "Notification":
        """Take in what the provider said of the newest attempt after it had taken the message.

        Only `accepted` is moved by it: proof stays proof, and what was given up stays given up.
        Word that overtakes the attempt's own answer counts as that answer. Where there was no
        answer, and a repetition waits, proof that it arrived makes that needless.
        """
        if not self.is_over:
            is_proof = report.outcome is Outcome.DELIVERED and self.attempts > 0
            return self.reported(report, now) if self.lease_until or is_proof else self
        if self.status is not NotificationStatus.SENT or self.outcome is not Outcome.ACCEPTED:
            return self._late(report, now)
        if report.outcome.arrived:
            return evolve(self, outcome=report.outcome, reason=report.reason or self.reason)
        return evolve(
            self,
            status=NotificationStatus.FAILED,
            outcome=Outcome.PERMANENT,
            reason=report.reason,
        )

    def postponed(self, now: datetime) -> "Notification":
        """Try again soon, whatever came of the attempt: nothing could be decided on it now."""
        return evolve(
            self,
            status=NotificationStatus.PENDING,
            outcome=Outcome.RETRYABLE,
            reason="the incident was being changed at that moment",
            due_at=now + FIRST_RETRY,
            lease_until=None,
        )

    def _late(self, report: DeliveryReport, now: datetime) -> "Notification":
        """Take in an attempt that had begun before the notification was given up.

        When it arrived all the same, that is what happened; a failure changes nothing more.
        """
        if self.status is not NotificationStatus.EXPIRED or not report.outcome.arrived:
            return self
        return evolve(
            self,
            status=NotificationStatus.SENT,
            outcome=report.outcome,
            reason=f"{self.reason}; the attempt had already begun",
            sent_at=now,
        )

    def _again_later(self, report: DeliveryReport, now: datetime) -> "Notification":
        due_at = now + self._wait(report)
        if due_at >= self.expires_at:
            return self.expired("deadline")
        return evolve(
            self,
            status=NotificationStatus.PENDING,
            outcome=Outcome.RETRYABLE,
            reason=report.reason,
            due_at=due_at,
            lease_until=None,
        )

    def _wait(self, report: DeliveryReport) -> timedelta:
        """Return how long to wait: the provider's wish, at least the backoff with jitter."""
        doubled: int = 2 ** min(self.attempts - 1, 10)
        backoff = min(FIRST_RETRY * doubled, LONGEST_RETRY)
        # Jitter of up to a quarter, taken from the identity so that the same decision is the
        # same everywhere and many notifications still do not return at one instant.
        # What went out together returns together.
        identity = self.bundle_id or self.id
        jitter = backoff * ((identity.int >> 8 ^ self.attempts * 0x9E37) % 1024) / 4096
        return max(backoff + jitter, report.retry_after or timedelta(0))
