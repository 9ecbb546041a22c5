"""Take in what came of attempts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.kernel.changing import changed
from hikeshi.kernel.ids import IncidentId
from hikeshi.notifications.model.delivery_attempt import DeliveryAttempt
from hikeshi.notifications.model.notification import Notification, NotificationStatus
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi.notifications.ports import NotificationWork
from hikeshi.notifications.use_cases._arriving_late import arrived_late, what_was_missed
from hikeshi.notifications.use_cases._reporting import fact, unsubscribed


@frozen
class FinishedAttempt:
    """An attempt and what its sender said."""

    attempt: DeliveryAttempt
    report: DeliveryReport
    finished_at: datetime


@frozen
class RecordDeliveries:
    """Take in what came of attempts; a failed one is repeated, falls back, or is a dead letter."""

    async def __call__(self, work: NotificationWork, finished: Sequence[FinishedAttempt]) -> None:
        """Write outcomes and evidence.

        Another method stands in for one that failed for good. The incident is held meanwhile, or
        an acknowledgement that commits at this moment would not see what is planned anew; where
        somebody else holds it, the failure is taken in at the next attempt.
        """
        reports = {done.attempt.notification_id: done for done in finished}
        failing = {d.attempt.incident_id for d in finished if not d.report.outcome.arrived}
        held = await work.hold_incidents(failing) if failing else {}
        locked = await work.notifications.lock_many(reports)
        reported = [
            (before, _reported(before, reports[before.id], held, work.now), reports[before.id])
            for before in locked.values()
            # A lost attempt that ends after its repetition began says nothing about that one.
            if before.attempts == reports[before.id].attempt.number
        ]
        changed = [(after, done) for before, after, done in reported if after != before]
        await work.delivery_attempts.save_many(
            [
                done.attempt.ended(done.report, done.finished_at)
                for done in finished
                if not _is_overtaken(locked.get(done.attempt.notification_id), done)
            ]
        )
        await work.notifications.save_many([after for after, _ in changed])
        late = [after for before, after, _ in reported if arrived_late(before, after)]
        await work.notifications.add_many(await what_was_missed(work, late))
        work.record(*unsubscribed(work, ((n, reports[n.id].report) for n in locked.values())))
        work.record(
            *(
                fact(work, after, _decidable(done.report, after, held), done.attempt.number)
                for after, done in changed
            )
        )


def _decidable(
    report: DeliveryReport, after: Notification, held: Mapping[IncidentId, str]
) -> DeliveryReport:
    """Return the report without what nothing may follow from while the incident is changed."""
    return report if after.incident_id in held else changed(report, away=False)


def _is_overtaken(before: Notification | None, done: FinishedAttempt) -> bool:
    """Say whether the provider's later word of this very attempt is written already."""
    return (
        before is not None
        and before.attempts == done.attempt.number
        and before.status in {NotificationStatus.SENT, NotificationStatus.FAILED}
    )


def _reported(
    before: Notification, done: FinishedAttempt, held: Mapping[IncidentId, str], now: datetime
) -> Notification:
    after = before.reported(done.report, now)
    undecidable = after.is_dead_letter and before.incident_id not in held
    return before.postponed(now) if undecidable and not before.is_over else after
