"""Sends pages as text messages and reads what Twilio's answer means."""

from collections.abc import Awaitable, Callable
from functools import partial

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.providers.failing_over import Provider, Providers
from hikeshi_server.outbound.sms.message import render
from hikeshi_server.outbound.twilio.addresses import CallbackAddresses
from hikeshi_server.outbound.twilio.answers import failed
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.outbound.twilio.creating import (
    NOT_CONFIGURED,
    create_and_report,
    permit,
    sender_of,
)

#: Says whether one more message may be paid for, and counts it.
MaySpend = Callable[[Envelope], Awaitable[bool]]


@frozen
class SmsNotificationSender:
    """Brings pages to phones; Twilio's 201 means accepted, its callback proves delivery.

    Args:
        accounts: None where none is configured.
    """

    accounts: Providers[TwilioClient]
    addresses: CallbackAddresses
    links: Links
    may_spend: MaySpend
    clock: Clock

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Create the message and report what came of it."""
        if not self.accounts.each:
            return failed(NOT_CONFIGURED)
        text = render(envelope, link=self.links.short_url(envelope.incident_number))
        return await self.accounts.bring(
            partial(self._create, envelope, text),
            first=envelope.first_provider,
            permit=partial(permit, partial(self.may_spend, envelope)),
        )

    async def _create(
        self, envelope: Envelope, text: str, account: Provider[TwilioClient]
    ) -> DeliveryReport:
        told_by = account.name if self.accounts.are_several else ""
        form = {
            "To": envelope.recipient.address,
            **sender_of(account.client),
            "Body": text,
            "StatusCallback": self.addresses.status(
                envelope.notification_id, envelope.attempt, told_by
            ),
        }
        return await create_and_report(
            account.client, self.clock, "Messages", form, envelope.notification_id
        )
