"""Sends notices to the server's log."""

from attrs import frozen

from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi_server.outbound.console.client import PageLog
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.notice_wording import tell
from hikeshi_server.outbound.plain_text import one_line


@frozen
class ConsoleNoticeSender:
    """Writes the notice to the log; a code, which is a secret, stays out of it."""

    log: PageLog
    links: Links

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Write the line."""
        told = tell(notice, recipient, self.links)
        line = {
            "person": one_line(recipient.name, 100),
            "topic": notice.topic.value,
            "subject": told.subject,
            "notice_id": str(notice.id),
        }
        if notice.code is None:
            line["text"] = " ".join(told.lines)
        self.log.write("notice", line)
        return DeliveryReport(
            outcome=Outcome.DELIVERED, reason="Written to the log.", evidence={"log": "written"}
        )
