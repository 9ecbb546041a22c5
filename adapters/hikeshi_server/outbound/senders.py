"""The table of channels: which sender brings which kind of message out."""

from collections.abc import Mapping

import structlog
from attrs import frozen

from hikeshi.notifications.model.bundling import PROGRAM_KINDS
from hikeshi.notifications.model.envelope import Envelope, Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.ports import NoticeSender, NotificationSender
from hikeshi_server.outbound.bundle_wording import naming_all
from hikeshi_server.outbound.drill_wording import saying_drill
from hikeshi_server.outbound.plain_text import one_line

_log = structlog.get_logger(__name__)


@frozen
class Senders:
    """Hands each envelope to the sender of its kind, and turns every fault into a report.

    Args:
        by_kind: What is configured; a kind may be missing.
    """

    by_kind: Mapping[str, NotificationSender]

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Return what came of it; only cancellation passes through."""
        sender = self.by_kind.get(envelope.kind)
        if sender is None:
            return _no_sender(envelope.kind)
        try:
            return await sender.send(_worded(envelope))
        except Exception as error:  # noqa: BLE001 (a defect in one channel must not lose a page)
            _log.exception(
                "sender_failed",
                kind=envelope.kind,
                notification_id=str(envelope.notification_id),
                attempt=envelope.attempt,
            )
            return _defect(envelope.kind, error)


@frozen
class NoticeSenders:
    """Hands each notice to the sender of its kind, and turns every fault into a report.

    Args:
        by_kind: What is configured; a kind may be missing.
    """

    by_kind: Mapping[str, NoticeSender]

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Return what came of it; only cancellation passes through."""
        sender = self.by_kind.get(notice.kind)
        if sender is None:
            return _no_sender(notice.kind)
        try:
            return await sender.send(notice, recipient)
        except Exception as error:  # noqa: BLE001 (a defect in one channel stops no other notice)
            _log.exception("notice_sender_failed", kind=notice.kind, notice_id=str(notice.id))
            return _defect(notice.kind, error)


def _worded(envelope: Envelope) -> Envelope:
    """Return what is said; programs get the incidents as they are."""
    envelope = saying_drill(envelope)
    return envelope if envelope.kind in PROGRAM_KINDS else naming_all(envelope)


def _no_sender(kind: str) -> DeliveryReport:
    return DeliveryReport(
        outcome=Outcome.PERMANENT, reason=f"no sender for kind {one_line(kind, 40)} is configured"
    )


def _defect(kind: str, error: Exception) -> DeliveryReport:
    # Its message stays out of the report: nobody knows what a fault prints.
    return DeliveryReport(
        outcome=Outcome.RETRYABLE,
        reason=f"The sender for {kind} failed: {type(error).__name__}.",
        evidence={"exception": f"{type(error).__module__}.{type(error).__qualname__}"},
    )
