"""Says verification codes by phone."""

from functools import partial

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.providers.failing_over import Provider, Providers
from hikeshi_server.outbound.sms.notices import MaySpendOnNotice
from hikeshi_server.outbound.twilio.answers import failed
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.outbound.twilio.creating import (
    NO_NUMBER,
    NOT_CONFIGURED,
    can_call,
    create_and_report,
    permit,
)
from hikeshi_server.outbound.voice.message import render_code
from hikeshi_server.outbound.voice.sender import RING_SECONDS


@frozen
class VoiceNoticeSender:
    """Rings a phone and says a code; of anything else that is no page nobody is called.

    Args:
        accounts: None where none is configured.
    """

    accounts: Providers[TwilioClient]
    may_spend: MaySpendOnNotice
    clock: Clock

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Begin the call and report what came of it."""
        if not self.accounts.each:
            return failed(NOT_CONFIGURED)
        accounts = self.accounts.those(can_call)
        if not accounts.each:
            return failed(NO_NUMBER)
        if notice.code is None:
            return failed("Nobody is called about what is no page.")
        said = render_code(locale=recipient.locale, code=notice.code)

        async def call(account: Provider[TwilioClient]) -> DeliveryReport:
            form = {
                "To": recipient.address,
                "From": account.client.account.sender,
                "Twiml": said,
                "Timeout": str(RING_SECONDS),
            }
            return await create_and_report(account.client, self.clock, "Calls", form, notice.id)

        first = accounts.first_of_attempt(notice.attempts)
        return await accounts.bring(call, first=first, permit=partial(permit, self.may_spend))
