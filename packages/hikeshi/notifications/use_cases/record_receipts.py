"""Take in what providers say of messages after they have taken them on."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import evolve, frozen

from hikeshi.kernel.ids import IncidentId, NotificationId
from hikeshi.notifications.errors import IncidentBusyError
from hikeshi.notifications.model.delivery_attempt import DeliveryAttempt
from hikeshi.notifications.model.failover import is_overruled
from hikeshi.notifications.model.notification import Notification, Purpose
from hikeshi.notifications.model.receipt import Receipt
from hikeshi.notifications.ports import NotificationWork
from hikeshi.notifications.use_cases._reporting import fact, unsubscribed

_UNANSWERED = "triggered"


@frozen
class RecordReceipts:
    """Take in what providers say of messages after they have taken them on."""

    async def __call__(self, work: NotificationWork, receipts: Sequence[Receipt]) -> None:
        """Write what each one proves; the same one again changes nothing.

        A page that failed after all falls back, unless somebody has the incident by now: then
        the failure is evidence, and no more. What is not known here is passed over. Word of a
        message about several is word of each that went out in it.

        Raises:
            IncidentBusyError: Somebody changes the incident at this moment; nothing is written.
        """
        by_id, known = await _about(work, receipts)
        wanted = {n.incident_id for n in known.values()}
        held = await work.hold_incidents(wanted)
        if wanted - held.keys():
            raise IncidentBusyError
        locked = await work.notifications.lock_many(known)
        attempts = await work.delivery_attempts.of_notifications(known)
        await work.delivery_attempts.save_many(_proved_attempts(by_id, attempts, work.now))
        overruled = _overruled(by_id, attempts)
        changed = [
            (after, by_id[before.id])
            for before in locked.values()
            if before.id not in overruled
            and (after := _proved(before, by_id[before.id], held, work.now)) != before
        ]
        await work.notifications.save_many([after for after, _ in changed])
        news = ((after, receipt.report) for after, receipt in changed)
        work.record(*unsubscribed(work, news))
        work.record(
            *(fact(work, after, receipt.report, receipt.number) for after, receipt in changed)
        )


async def _about(
    work: NotificationWork, receipts: Sequence[Receipt]
) -> tuple[Mapping[NotificationId, Receipt], Mapping[NotificationId, Notification]]:
    by_id = {receipt.notification_id: receipt for receipt in receipts}
    known = dict(await work.notifications.get_many(by_id))
    said = {n.bundle_id: by_id[n.id] for n in known.values() if n.bundle_id is not None}
    if not said:
        return by_id, known
    members = [
        (member, said[member.bundle_id])
        for member in await work.bundles.members(said)
        if member.bundle_id is not None and member.id not in by_id
    ]
    leading = [receipt.notification_id for receipt in said.values()]
    attempts = await work.delivery_attempts.of_notifications(
        [*leading, *(member.id for member, _ in members)]
    )
    for member, receipt in members:
        number = _number_in_message(receipt, attempts, member.id)
        if number is not None:
            by_id[member.id] = evolve(receipt, notification_id=member.id, number=number)
            known[member.id] = member
    return by_id, known


def _number_in_message(
    receipt: Receipt,
    attempts: Mapping[NotificationId, Sequence[DeliveryAttempt]],
    member_id: NotificationId,
) -> int | None:
    """Return which attempt of a member went out in the message; nothing = none did.

    A repetition may speak of fewer, where another worker has the others. Whatever goes out in one
    message is begun by one worker in one instant.
    """
    begun = {
        (attempt.started_at, attempt.worker)
        for attempt in attempts.get(receipt.notification_id, ())
        if attempt.number == receipt.number
    }
    return next(
        (a.number for a in attempts.get(member_id, ()) if (a.started_at, a.worker) in begun), None
    )


def _proved(
    before: Notification, receipt: Receipt, held: Mapping[IncidentId, str], now: datetime
) -> Notification:
    if before.attempts != receipt.number:
        return before
    is_moot = before.purpose is Purpose.PAGE and held[before.incident_id] != _UNANSWERED
    if is_moot and not receipt.report.outcome.arrived:
        return before
    return before.proved(receipt.report, now)


def _overruled(
    by_id: Mapping[NotificationId, Receipt],
    attempts: Mapping[NotificationId, Sequence[DeliveryAttempt]],
) -> frozenset[NotificationId]:
    """Return about which ones another provider has had the last word."""
    return frozenset(
        attempt.notification_id
        for theirs in attempts.values()
        for attempt in theirs
        if attempt.number == by_id[attempt.notification_id].number
        and is_overruled(attempt.evidence, by_id[attempt.notification_id].report)
    )


def _proved_attempts(
    by_id: Mapping[NotificationId, Receipt],
    attempts: Mapping[NotificationId, Sequence[DeliveryAttempt]],
    now: datetime,
) -> Sequence[DeliveryAttempt]:
    found = (
        (attempt, by_id[notification_id].report)
        for notification_id, theirs in attempts.items()
        for attempt in theirs
        if attempt.number == by_id[notification_id].number
    )
    return [after for attempt, report in found if (after := attempt.proved(report, now)) != attempt]
