"""Sends pages as text messages and reads what Twilio's answer means."""

from collections.abc import Awaitable, Callable

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.sms.message import render
from hikeshi_server.outbound.twilio.addresses import CallbackAddresses
from hikeshi_server.outbound.twilio.answers import failed
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.outbound.twilio.creating import (
    CAP_REACHED,
    NOT_CONFIGURED,
    create_and_report,
    sender_of,
)

#: Says whether one more message may be paid for, and counts it.
MaySpend = Callable[[Envelope], Awaitable[bool]]


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
        form = {
            "To": envelope.recipient.address,
            **sender_of(self.client),
            "Body": render(envelope, link=self.links.short_url(envelope.incident_number)),
            "StatusCallback": self.addresses.status(envelope.notification_id, envelope.attempt),
        }
        return await create_and_report(
            self.client, self.clock, "Messages", form, envelope.notification_id
        )
