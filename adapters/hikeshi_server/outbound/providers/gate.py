"""What every message to a provider passes: its breaker, a place, its pace."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial

from attrs import define, field, frozen

from hikeshi.access.model.rate_limit import RateLimit
from hikeshi.access.ports import RateLimits
from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.providers.breakers import Breaker, Troubles, provider_of
from hikeshi_server.outbound.providers.paced import Pace
from hikeshi_server.outbound.providers.places import Places

#: So long a message waits for a place at a provider.
PLACE_SECONDS = 8.0
#: Messages under way at once at one provider, unless set otherwise.
PLACES = 20
#: The same at a mail server: each takes a connection.
MAIL_PLACES = 5
#: What limits are counted over.
PER = timedelta(minutes=1)

#: Says why nothing may be sent; nothing = it may.
Permit = Callable[[], Awaitable[DeliveryReport | None]]


async def permitted() -> DeliveryReport | None:
    """Let everything be sent."""
    return None


@frozen
class Gate:
    """The way to one provider.

    Args:
        pace: Nothing where it takes as many as come.
    """

    breaker: Breaker
    places: Places
    pace: Pace | None = None

    async def through(
        self,
        send: Callable[[], Awaitable[DeliveryReport]],
        *,
        seconds: float = PLACE_SECONDS,
        permit: Permit = permitted,
    ) -> DeliveryReport:
        """Send when it is this message's turn, or say why it is not.

        Args:
            seconds: So long a place may be waited for.
            permit: Is asked last; its no says nothing of the provider.
        """
        resting = self.breaker.resting()
        if resting is not None:
            return resting
        if not await self.places.take(seconds):
            return self._full(seconds)
        try:
            # It may have failed those who went before, while this one waited.
            closed = self.breaker.resting() or await self._held_back() or await permit()
            return closed or await self.breaker.guard(send)
        finally:
            self.places.leave()

    async def _held_back(self) -> DeliveryReport | None:
        return None if self.pace is None else await self.pace.hold_back()

    def _full(self, seconds: float) -> DeliveryReport:
        return DeliveryReport(
            outcome=Outcome.RETRYABLE,
            reason=f"{self.breaker.provider} had {self.places.most} messages under way, the most "
            f"there may be, and none of them ended within {seconds:.0f} seconds",
            evidence={"sent": "no", "places": "taken"},
        )


def _nobody(provider: str, number: int) -> None:
    del provider, number


@frozen(kw_only=True)
class Seen:
    """Who wants to know what happens at providers; each is told a name and a number.

    Hosts that people name in addresses are not told of.

    Args:
        under_way: How many messages are under way now.
        resting: 1 while it rests, else 0.
    """

    under_way: Callable[[str, int], None] = _nobody
    resting: Callable[[str, int], None] = _nobody


@define
class Gates:
    """The gates of all providers of one process; each is made when it is first needed.

    Args:
        outages: Is told while a provider rests.
        limits: Count what goes through each; shared between processes where they share.
        most_a_minute: By a provider's name; one that is missing takes as many as come.
        at_once: By a provider's name or kind; one that is missing has the usual number.
    """

    clock: Clock
    outages: Outages
    limits: RateLimits
    most_a_minute: Mapping[str, int] = field(factory=dict)
    at_once: Mapping[str, int] = field(factory=dict)
    seen: Seen = field(factory=Seen)
    _troubles: Troubles = field(init=False)
    _gates: dict[str, Gate] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._troubles = Troubles(self.outages, self._resting)

    def to(self, kind: str, address: str) -> Gate:
        """Return the gate to whoever brings messages of a kind to an address."""
        return self.of(provider_of(kind, address))

    def of(self, provider: str) -> Gate:
        """Return the gate of that provider."""
        gate = self._gates.get(provider)
        if gate is None:
            self._gates[provider] = gate = self._make(provider)
        return gate

    @property
    def resting(self) -> tuple[str, ...]:
        """The names of the providers that rest."""
        return self._troubles.providers

    def places_of(self, provider: str) -> int:
        """Return how many messages may be under way at a provider at once."""
        name = provider.partition(" ")[0]
        usual = MAIL_PLACES if name.partition("-")[0] == "smtp" else PLACES
        return self.at_once.get(name, usual)

    def _make(self, provider: str) -> Gate:
        most = self.most_a_minute.get(provider)
        return Gate(
            Breaker(provider, self.clock, self._troubles),
            self._places(provider),
            None if most is None else Pace(self.limits, RateLimit(provider, most, PER)),
        )

    def _places(self, provider: str) -> Places:
        most = self.places_of(provider)
        if _is_a_host(provider):
            return Places(most)
        return Places(most, partial(self.seen.under_way, provider))

    def _resting(self, provider: str, rests: bool) -> None:
        if not _is_a_host(provider):
            self.seen.resting(provider, int(rests))


def _is_a_host(provider: str) -> bool:
    """Say whether it is one of the many hosts people name: these are not counted one by one."""
    return " " in provider
