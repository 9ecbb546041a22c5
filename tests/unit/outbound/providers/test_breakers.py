"""A provider that answers nobody gets a rest."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.outbound.envelopes import PAGE, FixedClock

from hikeshi.memory.rate_limits import InMemoryRateLimits
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.providers.breakers import (
    MOST_FAILURES,
    PROVIDERS,
    REST,
    is_failure,
    provider_of,
)
from hikeshi_server.outbound.providers.gate import Gates, Seen
from hikeshi_server.outbound.providers.gated import GatedNotificationSender
from hikeshi_server.outbound.senders import Senders

NOW = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
SILENT = DeliveryReport(outcome=Outcome.RETRYABLE, reason="no answer", evidence={"sent": "maybe"})
TAKEN = DeliveryReport(outcome=Outcome.ACCEPTED, reason="taken")


class Provider:
    """Answers what it is told to, and counts."""

    def __init__(self) -> None:
        self.report = SILENT
        self.asked = 0
        self.waits = False

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Answer."""
        self.asked += 1
        if self.waits:
            await asyncio.Event().wait()
        return self.report


class Room:
    """Mail goes out through one provider behind a breaker."""

    def __init__(self) -> None:
        self.clock, self.provider = FixedClock(NOW), Provider()
        self.outages = Outages(PROVIDERS)
        self.rests: dict[str, int] = {}
        limits, seen = InMemoryRateLimits(self.clock), Seen(resting=self.rests.__setitem__)
        self.gates = Gates(self.clock, self.outages, limits, seen=seen)
        self.senders = Senders({"email": GatedNotificationSender(self.provider, self.gates)})

    async def fail(self) -> DeliveryReport:
        """Answer as the provider does."""
        return self.provider.report

    async def send(self, times: int = 1) -> DeliveryReport:
        """Send so often, return the last report."""
        reports = [await self.senders.send(PAGE) for _ in range(times)]
        return reports[-1]


async def test_failures_in_a_row_open_it_and_say_that_another_method_should_help():
    """The last of them and all that follow say `away`; the provider is asked no more."""
    room = Room()

    assert (await room.send(MOST_FAILURES - 1)).away is False
    assert (await room.send()).away is True
    resting = await room.send(3)

    assert (resting.outcome, resting.away) == (Outcome.RETRYABLE, True)
    assert room.provider.asked == MOST_FAILURES
    assert resting.retry_after == REST
    assert room.outages.trouble == f"email failed {MOST_FAILURES} times in a row"
    assert room.rests == {"email": 1}


async def test_after_its_rest_one_message_is_tried_and_closes_it():
    """A success lets everything pass again, and the trouble is over."""
    room = Room()
    await room.send(MOST_FAILURES)
    room.clock.at += REST
    room.provider.report = TAKEN

    assert await room.send() == TAKEN
    assert (room.outages.trouble, room.rests) == (None, {"email": 0})
    assert await room.send() == TAKEN


async def test_a_failed_try_opens_it_again():
    """The next rest begins with the failure."""
    room = Room()
    await room.send(MOST_FAILURES)
    room.clock.at += REST
    await room.send(2)

    assert room.provider.asked == MOST_FAILURES + 1


async def test_while_one_is_tried_the_others_wait_for_no_answer():
    """Half open means one; one that is cancelled, as after a time-out, failed."""
    room = Room()
    await room.send(MOST_FAILURES)
    room.clock.at += REST
    room.provider.waits = True
    trying = asyncio.create_task(room.send())
    await asyncio.sleep(0)

    assert (await room.send()).evidence["breaker"] == "open"
    trying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trying
    assert (await room.send()).evidence["breaker"] == "open"
    assert room.provider.asked == MOST_FAILURES + 1


async def test_a_success_between_begins_the_count_anew():
    """Only failures in a row count."""
    room = Room()
    await room.send(MOST_FAILURES - 1)
    room.provider.report = TAKEN
    await room.send()
    room.provider.report = SILENT

    assert (await room.send(MOST_FAILURES - 1)).away is False


@pytest.mark.parametrize(
    ("outcome", "evidence", "failed"),
    [
        (Outcome.RETRYABLE, {"sent": "no"}, True),
        (Outcome.RETRYABLE, {"status": "503"}, True),
        (Outcome.RETRYABLE, {"status": "200", "error": "internal_error"}, True),
        (Outcome.RETRYABLE, {"code": "421"}, True),
        (Outcome.RETRYABLE, {"status": "429"}, False),
        (Outcome.RETRYABLE, {"code": "451"}, False),
        (Outcome.PERMANENT, {"sent": "no"}, False),
        (Outcome.ACCEPTED, {"status": "200"}, False),
    ],
)
def test_only_a_provider_in_trouble_fails(outcome, evidence, failed):
    """One that refuses, takes, or asks to wait is there."""
    assert is_failure(DeliveryReport(outcome=outcome, evidence=evidence)) is failed


def test_hosts_of_people_count_by_themselves():
    """One dead webhook holds no other up."""
    assert provider_of("webhook", "https://a.example.org/x?y") == "webhook at a.example.org"
    assert provider_of("webhook", "https://[a") == "webhook at None"
    assert provider_of("slack", "U0ANA") == "slack"
    assert timedelta(0) < REST


async def test_every_provider_that_rests_is_named():
    """One sentence names all of them, and the rest of them once one is back."""
    room = Room()
    for name in ("smtp", "twilio-2"):
        for _ in range(MOST_FAILURES):
            await room.gates.of(name).breaker.guard(room.fail)

    assert room.outages.trouble == (
        "smtp failed 5 times in a row; twilio-2 failed 5 times in a row"
    )
    room.clock.at += REST
    room.provider.report = TAKEN
    await room.gates.of("smtp").breaker.guard(room.fail)
    assert room.outages.trouble == "twilio-2 failed 5 times in a row"
