"""Sends notices by mail."""

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.email.client import SmtpClient
from hikeshi_server.outbound.email.mime import (
    BadRecipientError,
    compose_notice,
    deliverable_address,
)
from hikeshi_server.outbound.email.notice import render_notice
from hikeshi_server.outbound.email.sender import NO_SERVER, Mail, failed
from hikeshi_server.outbound.email.settings import MailFrom
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.notice_wording import tell
from hikeshi_server.outbound.providers.failing_over import Providers


@frozen
class EmailNoticeSender:
    """Brings notices to mailboxes; the server's 250 means accepted and no more.

    Args:
        servers: None where no mail server is configured.
    """

    servers: Providers[SmtpClient]
    mail_from: MailFrom
    links: Links
    clock: Clock

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Hand the notice to the mail server and report what came of it."""
        if not self.servers.each:
            return failed(NO_SERVER)
        try:
            address = deliverable_address(recipient.address)
            message = compose_notice(
                render_notice(tell(notice, recipient, self.links)),
                identity=str(notice.id),
                name=recipient.name,
                recipient=address,
                mail_from=self.mail_from,
                at=self.clock.now(),
            )
        except BadRecipientError as error:
            return failed(error.detail)
        mail = Mail(self.mail_from.address, address, message.as_bytes(), str(message["Message-ID"]))
        first = self.servers.first_of_attempt(notice.attempts)
        return await self.servers.bring(mail.hand_over, first=first)
