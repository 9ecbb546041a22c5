"""Providers are asked in turn, each as far as its gate lets a message pass."""

import asyncio
from collections.abc import Sequence

import pytest
from attrs import evolve

from hikeshi.memory import FixedClock
from hikeshi.memory.rate_limits import InMemoryRateLimits
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.testing.builders import START
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.providers.breakers import MOST_FAILURES, REST
from hikeshi_server.outbound.providers.failing_over import (
    LEAST_SECONDS,
    Provider,
    Providers,
    alone,
)
from hikeshi_server.outbound.providers.gate import MAIL_PLACES, PLACES, Gates, Seen

TAKEN = DeliveryReport(outcome=Outcome.ACCEPTED, reason="taken")
DOWN = DeliveryReport(outcome=Outcome.RETRYABLE, reason="down", evidence={"sent": "no"})
NO_MONEY = DeliveryReport(outcome=Outcome.PERMANENT, reason="used up")


class Line:
    """Two providers; each answers what it is told to."""

    def __init__(self, **most_a_minute: int) -> None:
        self.clock = FixedClock(START)
        self.says = {"one": TAKEN, "two": TAKEN}
        self.asked: list[str] = []
        self.under_way: list[tuple[str, int]] = []
        self.passed_over: list[str] = []
        self.gates = Gates(
            self.clock,
            Outages("providers"),
            InMemoryRateLimits(self.clock),
            most_a_minute=most_a_minute,
            at_once={"one": 1},
            seen=Seen(under_way=lambda name, number: self.under_way.append((name, number))),
        )
        each = tuple(Provider(name, name, self.gates.of(name)) for name in self.says)
        self.providers = Providers(each, self.passed_over.append)

    async def ask(self, provider: Provider[str]) -> DeliveryReport:
        """Answer."""
        self.asked.append(provider.client)
        return self.says[provider.client]

    async def never(self) -> DeliveryReport:
        """Be asked by nobody."""
        raise AssertionError

    async def bring(self, first: str = "") -> DeliveryReport:
        """Bring a message."""
        return await self.providers.bring(self.ask, first=first)


async def test_one_that_is_too_much_for_a_provider_goes_to_the_next() -> None:
    """A pace is a provider's own, and counted by its name; with both used up one has to wait."""
    line = Line(one=1, two=1)
    found = [(await line.bring()).evidence["provider"] for _ in range(2)]
    held = await line.bring()

    assert found == ["one", "two"]
    assert (held.outcome, line.asked) == (Outcome.RETRYABLE, ["one", "two"])
    assert "1 messages a minute by one" in held.reason
    assert held.retry_after is not None


async def test_workers_that_share_their_limits_share_a_providers() -> None:
    """What one worker has sent through a provider the other one counts, by its name."""
    here, there = Line(one=1), Line()
    there.gates = Gates(there.clock, Outages("p"), here.gates.limits, most_a_minute={"one": 1})
    gate = there.gates.of("one")
    await here.bring()

    held = await gate.through(there.never)
    assert "1 messages a minute by one" in held.reason


async def test_one_that_rests_is_not_asked() -> None:
    """The other one is, at once, until the rest is over and one message tries."""
    line = Line()
    line.says["one"] = DOWN
    for _ in range(MOST_FAILURES + 1):
        await line.bring()
    assert line.asked.count("one") == MOST_FAILURES

    line.clock.advance(REST)
    line.says["one"] = TAKEN
    assert (await line.bring()).evidence["provider"] == "one"


async def test_when_all_rest_the_persons_next_method_helps() -> None:
    """The attempt is repeated when the first of them is tried again."""
    line = Line()
    line.says = {"one": DOWN, "two": DOWN}
    for _ in range(MOST_FAILURES):
        await line.bring()
    found = await line.bring()

    assert (found.outcome, found.away, found.retry_after) == (Outcome.RETRYABLE, True, REST)


async def test_no_place_in_time_goes_to_the_next_and_then_waits() -> None:
    """With its only place taken the first is passed over; it may come again, nothing is lost."""
    line = Line()
    gate = line.gates.of("one")
    assert await gate.places.take(0)
    full = await gate.through(line.never, seconds=0)
    assert (full.outcome, full.evidence["sent"]) == (Outcome.RETRYABLE, "no")
    assert "one had 1 messages under way" in full.reason
    assert line.under_way == [("one", 1)]
    hurried = evolve(line.providers, seconds=0.0)
    assert (await hurried.bring(line.ask)).evidence["next"] == "two"

    gate.places.leave()
    assert line.under_way[-1] == ("one", 0)
    assert (await line.bring()).evidence["provider"] == "one"


async def test_who_failed_while_others_waited_for_a_place_rests_for_them_too() -> None:
    """They do not each find out by themselves."""
    line = Line()
    gate = line.gates.of("one")
    line.says["one"] = DOWN
    assert await gate.places.take(0)
    waiting = asyncio.create_task(line.bring())
    await asyncio.sleep(0)
    for _ in range(MOST_FAILURES):
        await gate.breaker.guard(lambda: line.ask(line.providers.each[0]))
    gate.places.leave()

    assert (await waiting).evidence["provider"] == "two"
    assert line.asked == ["one"] * MOST_FAILURES + ["two"]


async def test_without_time_for_another_the_next_attempt_begins_with_it() -> None:
    """A sender is given up after a while; what nobody has taken by then goes on later."""
    line = Line()
    line.says["one"] = DOWN
    hurried = evolve(line.providers, seconds=LEAST_SECONDS - 1)
    found = await hurried.bring(line.ask)

    assert (found.outcome, found.evidence["next"]) == (Outcome.RETRYABLE, "two")
    assert line.asked == ["one"]
    assert (await line.bring(first="two")).evidence["provider"] == "two"


async def test_one_that_says_nothing_may_have_taken_it() -> None:
    """The end of the attempt cuts it off; the next attempt begins with the other one."""

    async def ask(provider: Provider[str]) -> DeliveryReport:
        await asyncio.Event().wait()
        raise AssertionError(provider)

    found = await evolve(Line().providers, seconds=0.01).bring(ask)

    assert found.maybe_taken
    assert (found.evidence["provider"], found.evidence["next"]) == ("one", "two")


@pytest.mark.parametrize("providers", [Line().providers, alone("one", "one")])
async def test_what_may_not_be_paid_for_is_asked_of_nobody(providers: Providers[str]) -> None:
    """Asked once an attempt, and final: no provider helps where the money is gone."""

    async def permit() -> DeliveryReport | None:
        return NO_MONEY

    async def ask(provider: Provider[str]) -> DeliveryReport:
        raise AssertionError(provider)

    assert await providers.bring(ask, permit=permit) is NO_MONEY


async def test_nothing_is_paid_for_while_everybody_rests() -> None:
    """The cap counts messages that somebody is asked to bring, once each."""
    line, paid = Line(), []

    async def permit() -> DeliveryReport | None:
        paid.append(1)
        return None

    line.says = {"one": DOWN, "two": DOWN}
    for _ in range(MOST_FAILURES + 3):
        await line.providers.bring(line.ask, permit=permit)

    assert len(paid) == MOST_FAILURES


def test_places_are_usual_unless_set() -> None:
    """Mail servers have few, others more; hosts count by their kind."""
    gates = Line().gates
    gates.at_once = {"webhook": 2, "smtp-2": 7}
    names: Sequence[str] = ("smtp", "smtp-2", "twilio", "webhook at a.example.org")

    assert [gates.places_of(name) for name in names] == [MAIL_PLACES, 7, PLACES, 2]


def test_hosts_are_not_counted_one_by_one() -> None:
    """What people name in addresses does not become a metric each."""
    line = Line()
    line.gates.of("webhook at a.example.org").places.tell(1)

    assert line.under_way == []
