"""Every envelope ends in a report."""

import asyncio

import pytest
from attrs import evolve
from structlog.testing import capture_logs
from tests.unit.outbound.envelopes import PAGE

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi_server.outbound.senders import Senders


class Raising:
    """A channel with a defect."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Raise it."""
        raise self.error


class Accepting:
    """A channel that takes everything."""

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Accept."""
        return DeliveryReport(outcome=Outcome.ACCEPTED, reason=str(envelope.attempt))


async def test_the_sender_of_the_kind_is_asked() -> None:
    """An envelope goes to the sender of its kind, and its report comes back."""
    report = await Senders({"sms": Raising(ValueError()), "email": Accepting()}).send(PAGE)

    assert report == DeliveryReport(outcome=Outcome.ACCEPTED, reason="1")


async def test_an_unknown_kind_is_permanent() -> None:
    """Without a sender nothing will ever leave, so the next contact method gets its turn."""
    report = await Senders({}).send(evolve(PAGE, kind="sms"))

    assert (report.outcome, report.reason) == (
        Outcome.PERMANENT,
        "no sender for kind sms is configured",
    )


async def test_a_defect_is_retryable_logged_and_does_not_leak() -> None:
    """A fault in a channel is logged with the page it hit, and its text stays in the log."""
    senders = Senders({"email": Raising(KeyError("password: hunter2"))})

    with capture_logs() as lines:
        report = await senders.send(PAGE)

    assert report.outcome is Outcome.RETRYABLE
    assert report.evidence == {"exception": "builtins.KeyError"}
    assert "hunter2" not in report.reason
    assert [(line["event"], line["notification_id"]) for line in lines] == [
        ("sender_failed", str(PAGE.notification_id))
    ]


async def test_cancellation_passes_through() -> None:
    """A worker that stops is not told of an outcome."""
    with pytest.raises(asyncio.CancelledError):
        await Senders({"email": Raising(asyncio.CancelledError())}).send(PAGE)
