"""Sends through the gate of whoever brings a message, for channels with one provider an address."""

from functools import partial

from attrs import frozen

from hikeshi.notifications.model.envelope import Envelope, Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi.notifications.ports import NoticeSender, NotificationSender
from hikeshi_server.outbound.providers.gate import Gates


@frozen
class GatedNotificationSender:
    """Sends pages as far as their provider takes them."""

    sender: NotificationSender
    gates: Gates

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Send it, or say why it has to wait."""
        gate = self.gates.to(envelope.kind, envelope.recipient.address)
        return await gate.through(partial(self.sender.send, envelope))


@frozen
class GatedNoticeSender:
    """Sends notices through the same gates."""

    sender: NoticeSender
    gates: Gates

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Send it, or say why it has to wait."""
        gate = self.gates.to(notice.kind, recipient.address)
        return await gate.through(partial(self.sender.send, notice, recipient))
