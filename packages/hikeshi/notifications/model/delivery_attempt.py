"""One attempt to deliver a notification, with the provider's evidence."""

from collections.abc import Mapping
from datetime import datetime

from attrs import evolve, field, frozen

from hikeshi.kernel.changing import changed
from hikeshi.kernel.ids import DeliveryAttemptId, IncidentId, NotificationId
from hikeshi.notifications.model.failover import PROVIDER, is_overruled, said_by
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome


@frozen(kw_only=True)
class DeliveryAttempt:
    """One attempt; it begins when the claim commits, before anything leaves.

    Args:
        number: 1 for the first attempt of the notification.
        worker: Name of the worker process that claimed it.
        outcome: Nothing while it runs, or when the worker died with it.
    """

    id: DeliveryAttemptId
    notification_id: NotificationId
    incident_id: IncidentId
    number: int
    started_at: datetime
    worker: str
    finished_at: datetime | None = None
    outcome: Outcome | None = None
    reason: str = ""
    evidence: Mapping[str, str] = field(factory=dict)

    def ended(self, report: DeliveryReport, at: datetime) -> "DeliveryAttempt":
        """Keep what came of it."""
        return changed(
            self,
            finished_at=at,
            outcome=report.outcome,
            reason=report.reason,
            evidence=report.evidence,
        )

    def proved(self, report: DeliveryReport, at: datetime) -> "DeliveryAttempt":
        """Add what the provider said later; proof of arrival is never taken back.

        Bad word of a provider that another one stood in for moves nothing.
        """
        if is_overruled(self.evidence, report):
            beside = said_by(report.evidence[PROVIDER], report.evidence)
            return evolve(self, evidence={**self.evidence, **beside})
        evidence = {**self.evidence, **report.evidence}
        if self.outcome in {Outcome.DELIVERED, Outcome.PERMANENT}:
            return evolve(self, evidence=evidence)
        return evolve(
            self,
            finished_at=self.finished_at or at,
            outcome=report.outcome,
            reason=report.reason or self.reason,
            evidence=evidence,
        )
