"""Asks the providers of a channel in turn, until one of them has the message."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Generic, TypeVar

from attrs import define, evolve, field, frozen

from hikeshi.notifications.model.failover import Try, asks_another, in_turn, summed_up
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi_server.outbound.providers.gate import PLACE_SECONDS, Gate, Permit, permitted

C = TypeVar("C")

#: An attempt asks providers for so long; whoever sends gives it up a little later.
ATTEMPT_SECONDS = 28.0
#: With less than this left no further provider is asked: the next attempt begins with it.
LEAST_SECONDS = 5.0


@frozen
class Provider(Generic[C]):
    """One of the providers of a channel.

    Args:
        name: What it is called in settings, evidence and metrics.
        client: What speaks to it.
        gate: What every message to it passes; nothing = all pass.
    """

    name: str
    client: C
    gate: Gate | None = None


#: Asks one provider, and reports what it said.
Ask = Callable[[Provider[C]], Awaitable[DeliveryReport]]


def _nobody(name: str) -> None:
    del name


@frozen
class Providers(Generic[C]):
    """The providers of a channel, in the order they are asked.

    Args:
        each: None where the channel is not configured.
        passed_over: Is told the name of each that another one was asked instead of.
        seconds: An attempt asks them for so long.
    """

    each: tuple[Provider[C], ...] = ()
    passed_over: Callable[[str], None] = _nobody
    seconds: float = ATTEMPT_SECONDS

    @property
    def are_several(self) -> bool:
        """Say whether another one can stand in."""
        return len(self.each) > 1

    def those(self, fit: Callable[[C], bool]) -> "Providers[C]":
        """Return these without those whose client does not fit."""
        return evolve(self, each=tuple(each for each in self.each if fit(each.client)))

    async def bring(
        self, ask: Ask[C], *, first: str = "", permit: Permit = permitted
    ) -> DeliveryReport:
        """Ask one provider after the other; return what came of it, with what each said.

        Args:
            ask: Has time-outs of its own, and reports every failure of a provider.
            first: Whom to begin with; somebody unknown = the first one there is.
            permit: Is asked once, when a provider may be asked at all.
        """
        names = [each.name for each in self.each]
        by_name = {each.name: each for each in self.each}
        attempt = _Attempt(ask, permit, self.seconds)
        tries: list[Try] = []
        for name in in_turn(names, first):
            if tries:
                if attempt.seconds_left() < LEAST_SECONDS:
                    break
                self.passed_over(tries[-1].provider)
            tries.append(Try(name, await attempt.at(by_name[name])))
            if attempt.is_forbidden:
                return tries[-1].report
            if not asks_another(tries[-1].report):
                break
        return summed_up(tries, names)

    def first_of_attempt(self, number: int) -> str:
        """Return whom that attempt begins with, where nothing is known of those before it."""
        return self.each[(number - 1) % len(self.each)].name if self.each else ""


def alone(name: str, client: C) -> Providers[C]:
    """Return the providers of a channel that has one, without a gate."""
    return Providers((Provider(name, client),))


@define
class _Attempt(Generic[C]):
    """One attempt: what is asked, until when, and whether anything may be sent at all."""

    ask: Ask[C]
    permit: Permit
    seconds: float
    is_forbidden: bool = False
    _is_permitted: bool = False
    _until: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._until = asyncio.get_running_loop().time() + self.seconds

    def seconds_left(self) -> float:
        """Return for how long providers may still be asked."""
        return self._until - asyncio.get_running_loop().time()

    async def at(self, provider: Provider[C]) -> DeliveryReport:
        """Ask one provider, where its gate lets us."""
        gate = provider.gate
        if gate is None:
            return await self._refusal() or await self.ask(provider)
        seconds = min(PLACE_SECONDS, self.seconds_left())
        ask = partial(self._in_time, provider)
        return await gate.through(ask, seconds=seconds, permit=self._refusal)

    async def _refusal(self) -> DeliveryReport | None:
        if self._is_permitted:
            return None
        refusal = await self.permit()
        self._is_permitted, self.is_forbidden = refusal is None, refusal is not None
        return refusal

    async def _in_time(self, provider: Provider[C]) -> DeliveryReport:
        try:
            async with asyncio.timeout_at(self._until):
                return await self.ask(provider)
        except TimeoutError:
            return DeliveryReport(
                outcome=Outcome.RETRYABLE,
                reason=f"no answer within the {self.seconds:g} seconds of an attempt",
                evidence={"sent": "maybe"},
                maybe_taken=True,
            )
