"""Says verification codes by phone."""

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.sms.notices import MaySpendOnNotice
from hikeshi_server.outbound.twilio.answers import failed
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.outbound.twilio.creating import (
    CAP_REACHED,
    NO_NUMBER,
    NOT_CONFIGURED,
    create_and_report,
)
from hikeshi_server.outbound.voice.message import render_code
from hikeshi_server.outbound.voice.sender import RING_SECONDS


@frozen
class VoiceNoticeSender:
    """Rings a phone and says a code; of anything else that is no page nobody is called.

    Args:
        client: Nothing where no account is configured.
    """

    client: TwilioClient | None
    may_spend: MaySpendOnNotice
    clock: Clock

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Begin the call and report what came of it."""
        if self.client is None:
            return failed(NOT_CONFIGURED)
        if not self.client.account.can_call:
            return failed(NO_NUMBER)
        if notice.code is None:
            return failed("Nobody is called about what is no page.")
        if not await self.may_spend():
            return failed(CAP_REACHED)
        form = {
            "To": recipient.address,
            "From": self.client.account.sender,
            "Twiml": render_code(locale=recipient.locale, code=notice.code),
            "Timeout": str(RING_SECONDS),
        }
        return await create_and_report(self.client, self.clock, "Calls", form, notice.id)
