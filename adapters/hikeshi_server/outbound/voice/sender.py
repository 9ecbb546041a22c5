"""Calls people about pages and reads what Twilio's answer means."""

from datetime import timedelta

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Purpose
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.sms.sender import MaySpend
from hikeshi_server.outbound.twilio.addresses import CallbackAddresses
from hikeshi_server.outbound.twilio.answers import failed
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.outbound.twilio.creating import (
    CAP_REACHED,
    NO_NUMBER,
    NOT_CONFIGURED,
    create_and_report,
)
from hikeshi_server.outbound.voice.tokens import CallToken, CallTokens

#: So long after the attempt its call may be answered with a key.
CALL_WITHIN = timedelta(minutes=30)
#: So long it rings; voicemail mostly answers later.
RING_SECONDS = 25


@frozen
class VoiceNotificationSender:
    """Rings phones; Twilio's 201 means accepted, a key pressed by a person proves delivery.

    Args:
        client: Nothing where no account is configured.
    """

    client: TwilioClient | None
    addresses: CallbackAddresses
    tokens: CallTokens
    may_spend: MaySpend
    clock: Clock

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Begin the call and report what came of it."""
        if self.client is None:
            return failed(NOT_CONFIGURED)
        if not self.client.account.can_call:
            return failed(NO_NUMBER)
        if envelope.purpose is not Purpose.PAGE:
            return failed("Nobody is called about what is over.")
        if not await self.may_spend(envelope):
            return failed(CAP_REACHED)
        form = {
            "To": envelope.recipient.address,
            "From": self.client.account.sender,
            "Url": self.addresses.voice(self._token(envelope)),
            "Method": "POST",
            "StatusCallback": self.addresses.status(envelope.notification_id, envelope.attempt),
            "StatusCallbackEvent": "completed",
            "MachineDetection": "Enable",
            "Timeout": str(RING_SECONDS),
        }
        return await create_and_report(
            self.client, self.clock, "Calls", form, envelope.notification_id
        )

    def _token(self, envelope: Envelope) -> str:
        return self.tokens.make(
            CallToken(
                user_id=envelope.recipient.user_id,
                incident_id=envelope.incident_id,
                notification_id=envelope.notification_id,
                attempt=envelope.attempt,
                expires_at=self.clock.now() + CALL_WITHIN,
            )
        )
