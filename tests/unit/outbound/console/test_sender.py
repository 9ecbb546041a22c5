"""The console method writes pages to the log."""

from attrs import evolve
from structlog.testing import capture_logs
from tests.unit.outbound.envelopes import LINKS, PAGE, RESOLVED

from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi_server.outbound.console.client import PageLog
from hikeshi_server.outbound.console.sender import ConsoleNotificationSender


async def test_a_page_is_one_line_and_delivered() -> None:
    """The line says who is paged for what, and the log is proof of delivery."""
    with capture_logs() as lines:
        report = await ConsoleNotificationSender(PageLog(), LINKS).send(PAGE)

    assert report == DeliveryReport(
        outcome=Outcome.DELIVERED, reason="Written to the log.", evidence={"log": "written"}
    )
    (line,) = lines
    assert line == {
        "event": "page",
        "log_level": "info",
        "person": "Ana García",
        "incident": 42,
        "title": "Checkout fails for 12 % of customers",
        "severity": "sev1",
        "urgency": "high",
        "service": "Shop <API>",
        "step": 1,
        "round": 1,
        "paged_at": "2026-01-05T03:10:01+00:00",
        "url": f"https://pager.example.org/incidents/{PAGE.incident_id}",
        "notification_id": str(PAGE.notification_id),
        "attempt": 1,
    }


async def test_a_title_cannot_forge_a_line() -> None:
    """Line breaks and controls in a title do not reach the log."""
    forging = evolve(RESOLVED, title="x\n{'event': 'page'}\x1b[2J")

    with capture_logs() as lines:
        await ConsoleNotificationSender(PageLog(), LINKS).send(forging)

    assert [(line["event"], line["title"]) for line in lines] == [
        ("page_resolved", "x {'event': 'page'}[2J")
    ]
