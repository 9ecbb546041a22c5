"""Sends notices as text messages."""

from collections.abc import Awaitable, Callable

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.notice_wording import tell
from hikeshi_server.outbound.sms.message import render_notice
from hikeshi_server.outbound.twilio.answers import failed
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.outbound.twilio.creating import (
    CAP_REACHED,
    NOT_CONFIGURED,
    create_and_report,
    sender_of,
)

#: Says whether one more message that is no page may be paid for, and counts it.
MaySpendOnNotice = Callable[[], Awaitable[bool]]


@frozen
class SmsNoticeSender:
    """Brings notices to phones; Twilio's 201 means accepted and no more.

    Args:
        client: Nothing where no account is configured.
    """

    client: TwilioClient | None
    links: Links
    may_spend: MaySpendOnNotice
    clock: Clock

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Create the message and report what came of it."""
        if self.client is None:
            return failed(NOT_CONFIGURED)
        if not await self.may_spend():
            return failed(CAP_REACHED)
        told = tell(notice, recipient, self.links)
        body = render_notice(told, is_code=notice.code is not None)
        form = {"To": recipient.address, **sender_of(self.client), "Body": body}
        return await create_and_report(self.client, self.clock, "Messages", form, notice.id)
