"""Sends pages by mail and reads what the server's reply means."""

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi_server.outbound.email.client import SmtpClient, SmtpRefusedError, SmtpUnreachableError
from hikeshi_server.outbound.email.message import render
from hikeshi_server.outbound.email.mime import (
    BadRecipientError,
    compose,
    deliverable_address,
    message_id,
)
from hikeshi_server.outbound.email.settings import MailFrom
from hikeshi_server.outbound.links import ACKNOWLEDGE_WITHIN, Links

NO_SERVER = "no SMTP server is configured (HIKESHI_SMTP_URL)"
_FIRST_PERMANENT = 500  # RFC 5321, section 4.2.1


@frozen
class EmailNotificationSender:
    """Brings pages to mailboxes; the server's 250 means accepted and no more.

    Args:
        client: Nothing where no mail server is configured.
    """

    client: SmtpClient | None
    mail_from: MailFrom
    links: Links
    clock: Clock

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Hand the page to the mail server and report what came of it."""
        if self.client is None:
            return failed(NO_SERVER)
        try:
            recipient = deliverable_address(envelope.recipient.address)
            message = self._message(envelope, recipient)
        except BadRecipientError as error:
            return failed(error.detail)
        identity = message_id(str(envelope.notification_id), self.mail_from)
        return await hand_over(self.client, self.mail_from, recipient, message, identity)

    def _message(self, envelope: Envelope, recipient: str) -> bytes:
        rendered = render(
            envelope,
            incident_url=self.links.incident_url(envelope.incident_id),
            acknowledge_url=self.links.acknowledge_url(
                envelope.incident_id,
                envelope.recipient.user_id,
                envelope.paged_at + ACKNOWLEDGE_WITHIN,
            ),
        )
        message = compose(
            rendered,
            envelope,
            recipient=recipient,
            mail_from=self.mail_from,
            at=self.clock.now(),
        )
        return message.as_bytes()


async def hand_over(
    client: SmtpClient, mail_from: MailFrom, recipient: str, message: bytes, identity: str
) -> DeliveryReport:
    """Hand a mail to the server and report what came of it.

    Args:
        identity: Its `Message-ID`.
    """
    try:
        taken = await client.deliver(mail_from.address, recipient, message)
    except SmtpRefusedError as error:
        return _refused(error)
    except SmtpUnreachableError as error:
        return DeliveryReport(
            outcome=Outcome.RETRYABLE,
            reason=error.detail,
            evidence={"sent": "maybe" if error.maybe_sent else "no"},
        )
    return DeliveryReport(
        outcome=Outcome.ACCEPTED,
        reason=f"The mail server answered {taken.code}.",
        evidence={"code": str(taken.code), "answer": taken.said, "message_id": identity},
    )


def failed(reason: str) -> DeliveryReport:
    """Report that nothing will ever leave, and did not."""
    return DeliveryReport(outcome=Outcome.PERMANENT, reason=reason, evidence={"sent": "no"})


def _refused(error: SmtpRefusedError) -> DeliveryReport:
    is_final = error.code >= _FIRST_PERMANENT
    return DeliveryReport(
        outcome=Outcome.PERMANENT if is_final else Outcome.RETRYABLE,
        reason=error.detail,
        evidence={"code": str(error.code), "answer": error.said},
    )
