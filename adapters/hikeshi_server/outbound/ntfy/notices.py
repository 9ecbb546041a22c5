"""Sends notices to ntfy topics."""

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.notice_wording import tell
from hikeshi_server.outbound.ntfy.client import NtfyClient
from hikeshi_server.outbound.ntfy.message import render_notice
from hikeshi_server.outbound.ntfy.sender import publish_and_report


@frozen
class NtfyNoticeSender:
    """Brings notices to topics; the server's 200 with the message's id means accepted."""

    client: NtfyClient
    links: Links
    clock: Clock

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Publish the notice and report what came of it."""
        told = tell(notice, recipient, self.links)
        message = render_notice(notice, told, home_url=self.links.home_url)
        return await publish_and_report(self.client, self.clock, recipient, message)
