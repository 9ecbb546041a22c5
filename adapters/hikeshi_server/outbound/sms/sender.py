"""Sends pages as text messages and reads what Twilio's answer means."""

from collections.abc import Awaitable, Callable

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.http_client import (
    DestinationRefusedError,
    DestinationUnreachableError,
)
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.sms.message import render
from hikeshi_server.outbound.twilio.addresses import CallbackAddresses
from hikeshi_server.outbound.twilio.answers import failed, report_of, unreachable
from hikeshi_server.outbound.twilio.client import TwilioClient

#: Says whether one more message may be paid for, and counts it.
MaySpend = Callable[[Envelope], Awaitable[bool]]
NOT_CONFIGURED = "Twilio is not configured (HIKESHI_TWILIO_ACCOUNT_SID)."
CAP_REACHED = "The day's messages are used up (HIKESHI_TWILIO_DAILY_CAP)."


@frozen
class SmsNotificationSender:
    """Brings pages to phones; Twilio's 201 means accepted, its callback proves delivery.

    Args:
        client: Nothing where no account is configured.
    """

    client: TwilioClient | None
    addresses: CallbackAddresses
    links: Links
    may_spend: MaySpend
    clock: Clock

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Create the message and report what came of it."""
        if self.client is None:
            return failed(NOT_CONFIGURED)
        if not await self.may_spend(envelope):
            return failed(CAP_REACHED)
        sender = self.client.account.sender
        is_pool = self.client.account.is_messaging_service
        form = {
            "To": envelope.recipient.address,
            "MessagingServiceSid" if is_pool else "From": sender,
            "Body": render(envelope, link=self.links.short_url(envelope.incident_number)),
            "StatusCallback": self.addresses.status(envelope.notification_id, envelope.attempt),
        }
        try:
            answer = await self.client.create("Messages", form, envelope.notification_id)
        except DestinationRefusedError as error:
            return failed(error.detail)
        except DestinationUnreachableError as error:
            return unreachable(error)
        return report_of(answer, self.clock.now())
