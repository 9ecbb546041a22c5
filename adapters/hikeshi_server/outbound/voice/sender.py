"""Calls people about pages and reads what Twilio's answer means."""

from datetime import timedelta
from functools import partial

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Purpose
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.providers.failing_over import Provider, Providers
from hikeshi_server.outbound.sms.sender import MaySpend
from hikeshi_server.outbound.twilio.addresses import CallbackAddresses
from hikeshi_server.outbound.twilio.answers import failed
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.outbound.twilio.creating import (
    NO_NUMBER,
    NOT_CONFIGURED,
    can_call,
    create_and_report,
    permit,
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
        accounts: None where none is configured; those without a number of their own call nobody.
    """

    accounts: Providers[TwilioClient]
    addresses: CallbackAddresses
    tokens: CallTokens
    may_spend: MaySpend
    clock: Clock

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Begin the call and report what came of it."""
        if not self.accounts.each:
            return failed(NOT_CONFIGURED)
        accounts = self.accounts.those(can_call)
        if not accounts.each:
            return failed(NO_NUMBER)
        if envelope.purpose is not Purpose.PAGE:
            return failed("Nobody is called about what is over.")
        return await accounts.bring(
            partial(self._call, envelope, is_named=accounts.are_several),
            first=envelope.first_provider,
            permit=partial(permit, partial(self.may_spend, envelope)),
        )

    async def _call(
        self, envelope: Envelope, account: Provider[TwilioClient], *, is_named: bool
    ) -> DeliveryReport:
        told_by, identity = account.name if is_named else "", envelope.notification_id
        form = {
            "To": envelope.recipient.address,
            "From": account.client.account.sender,
            "Url": self.addresses.voice(self._token(envelope), told_by),
            "Method": "POST",
            "StatusCallback": self.addresses.status(identity, envelope.attempt, told_by),
            "StatusCallbackEvent": "completed",
            "MachineDetection": "Enable",
            "Timeout": str(RING_SECONDS),
        }
        return await create_and_report(account.client, self.clock, "Calls", form, identity)

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
