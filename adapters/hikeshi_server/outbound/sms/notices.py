"""Sends notices as text messages."""

from collections.abc import Awaitable, Callable
from functools import partial

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.notice_wording import tell
from hikeshi_server.outbound.providers.failing_over import Provider, Providers
from hikeshi_server.outbound.sms.message import render_notice
from hikeshi_server.outbound.twilio.answers import failed
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.outbound.twilio.creating import (
    NOT_CONFIGURED,
    create_and_report,
    permit,
    sender_of,
)

#: Says whether one more message that is no page may be paid for, and counts it.
MaySpendOnNotice = Callable[[], Awaitable[bool]]


@frozen
class SmsNoticeSender:
    """Brings notices to phones; Twilio's 201 means accepted and no more.

    Args:
        accounts: None where none is configured.
    """

    accounts: Providers[TwilioClient]
    links: Links
    may_spend: MaySpendOnNotice
    clock: Clock

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Create the message and report what came of it."""
        if not self.accounts.each:
            return failed(NOT_CONFIGURED)
        told = tell(notice, recipient, self.links)
        body = render_notice(told, is_code=notice.code is not None)

        async def create(account: Provider[TwilioClient]) -> DeliveryReport:
            form = {"To": recipient.address, **sender_of(account.client), "Body": body}
            return await create_and_report(account.client, self.clock, "Messages", form, notice.id)

        first = self.accounts.first_of_attempt(notice.attempts)
        return await self.accounts.bring(
            create, first=first, permit=partial(permit, self.may_spend)
        )
