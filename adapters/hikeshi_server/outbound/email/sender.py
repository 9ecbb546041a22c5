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
from hikeshi_server.outbound.email.refusals import refuses_address
from hikeshi_server.outbound.email.reply_addresses import ReplyAddresses
from hikeshi_server.outbound.email.settings import MailFrom
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.providers.failing_over import Provider, Providers

NO_SERVER = "no SMTP server is configured (HIKESHI_SMTP_URL)"
_FIRST_PERMANENT = 500  # RFC 5321, section 4.2.1


@frozen
class EmailNotificationSender:
    """Brings pages to mailboxes; the server's 250 means accepted and no more.

    Args:
        servers: None where no mail server is configured.
        replies: Where answers and bounces go; nothing = to the sender, who does not read them.
    """

    servers: Providers[SmtpClient]
    mail_from: MailFrom
    links: Links
    clock: Clock
    replies: ReplyAddresses | None = None

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Hand the page to the mail server and report what came of it."""
        if not self.servers.each:
            return failed(NO_SERVER)
        try:
            recipient = deliverable_address(envelope.recipient.address)
            back = self._back(envelope)
            message = self._message(envelope, recipient, back)
        except BadRecipientError as error:
            return failed(error.detail)
        identity = message_id(str(envelope.notification_id), self.mail_from)
        mail = Mail(back or self.mail_from.address, recipient, message, identity)
        return await self.servers.bring(mail.hand_over, first=envelope.first_provider)

    def _back(self, envelope: Envelope) -> str | None:
        if self.replies is None:
            return None
        return self.replies.address_of(envelope.notification_id)

    def _message(self, envelope: Envelope, recipient: str, back: str | None) -> bytes:
        rendered = render(
            envelope,
            incident_url=self.links.incident_url(envelope.incident_id),
            acknowledge_url=self.links.acknowledge_url_of(envelope),
            takes_replies=back is not None,
        )
        message = compose(
            rendered,
            envelope,
            recipient=recipient,
            mail_from=self.mail_from,
            at=self.clock.now(),
            reply_to=back,
        )
        return message.as_bytes()


@frozen
class Mail:
    """A mail as servers are handed it.

    Args:
        sender: Where bounces go.
        identity: Its `Message-ID`, whichever server takes it.
    """

    sender: str
    recipient: str
    message: bytes
    identity: str

    async def hand_over(self, server: Provider[SmtpClient]) -> DeliveryReport:
        """Hand it to a server and report what came of it."""
        try:
            taken = await server.client.deliver(self.sender, self.recipient, self.message)
        except SmtpRefusedError as error:
            return _refused(error)
        except SmtpUnreachableError as error:
            return DeliveryReport(
                outcome=Outcome.RETRYABLE,
                reason=error.detail,
                evidence={"sent": "maybe" if error.maybe_sent else "no"},
                maybe_taken=error.maybe_sent,
            )
        return DeliveryReport(
            outcome=Outcome.ACCEPTED,
            reason=f"The mail server answered {taken.code}.",
            evidence={"code": str(taken.code), "answer": taken.said, "message_id": self.identity},
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
        bad_address=refuses_address(error.code, error.said, at_recipient=error.at_recipient),
    )
