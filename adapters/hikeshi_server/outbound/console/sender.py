"""Sends pages to the server's log."""

from attrs import frozen

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi_server.outbound.console.client import PageLog
from hikeshi_server.outbound.console.message import event_name, render_line
from hikeshi_server.outbound.links import Links


@frozen
class ConsoleNotificationSender:
    """Writes the page to the log, which is all this method promises: delivered."""

    log: PageLog
    links: Links

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Write the line."""
        self.log.write(event_name(envelope), render_line(envelope, self.links))
        return DeliveryReport(
            outcome=Outcome.DELIVERED, reason="Written to the log.", evidence={"log": "written"}
        )
