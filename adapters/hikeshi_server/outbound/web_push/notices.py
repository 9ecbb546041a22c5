"""Sends notices to browsers, such as the code that verifies one."""

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.notice_wording import tell
from hikeshi_server.outbound.web_push.client import WebPushClient
from hikeshi_server.outbound.web_push.message import render_notice
from hikeshi_server.outbound.web_push.sender import push_and_report


@frozen
class WebPushNoticeSender:
    """Brings notices to browsers; the service's 201 means accepted and no more."""

    client: WebPushClient
    links: Links
    clock: Clock

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Push the notice and report what came of it."""
        told = tell(notice, recipient, self.links)
        message = render_notice(notice, told, home_url=self.links.devices_url)
        return await push_and_report(self.client, self.clock, recipient, message)
