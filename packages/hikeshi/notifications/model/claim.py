"""What it means that an attempt begins."""

from datetime import datetime, timedelta

from attrs import evolve, frozen

from hikeshi.kernel.ids import DeliveryAttemptId, IdSource
from hikeshi.notifications.model.delivery_attempt import DeliveryAttempt
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.outcome import DeliveryReport


@frozen
class Claim:
    """An attempt that begins when the work commits."""

    notification: Notification
    attempt: DeliveryAttempt

    def told(self, report: DeliveryReport) -> DeliveryReport:
        """Return what came of the message for this one of those it spoke of."""
        bundle = self.notification.bundle_id
        if bundle is None:
            return report
        return evolve(report, evidence={**report.evidence, "bundle": str(bundle)})


@frozen
class Claimant:
    """Who begins attempts.

    Args:
        worker: Name of the worker process.
        lease_for: How long an attempt may run before it counts as lost.
    """

    worker: str
    lease_for: timedelta = timedelta(seconds=60)

    def claim(self, notification: Notification, now: datetime, ids: IdSource) -> Claim:
        """Return the notification claimed, with its next attempt."""
        claimed = notification.claimed(now, self.lease_for)
        return Claim(
            claimed,
            DeliveryAttempt(
                id=DeliveryAttemptId(ids()),
                notification_id=claimed.id,
                incident_id=claimed.incident_id,
                number=claimed.attempts,
                started_at=now,
                worker=self.worker,
            ),
        )
