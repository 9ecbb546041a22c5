"""Plugs in the providers of channels: who they are, and what each message to one passes."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import TypeVar

from hikeshi_server.inbound.metrics import PASSED_OVER, PROVIDER_RESTS, UNDER_WAY
from hikeshi_server.outbound.email.client import SmtpClient
from hikeshi_server.outbound.http_client.client import OutgoingHttp
from hikeshi_server.outbound.providers.breakers import PROVIDERS
from hikeshi_server.outbound.providers.failing_over import Provider, Providers
from hikeshi_server.outbound.providers.gate import Gates, Seen
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.wiring.pacing import most_by_provider
from hikeshi_server.wiring.parts import Parts

C = TypeVar("C")


def create_gates(parts: Parts) -> Gates:
    """Return the gates of this process; limits a minute are counted where processes share them."""
    settings = parts.settings
    (outages,) = (each for each in parts.outages if each.name == PROVIDERS)
    gates = Gates(
        parts.clock,
        outages,
        parts.limits,
        most_a_minute=most_by_provider(settings.channel_limits),
        at_once=settings.concurrency,
        seen=Seen(
            under_way=lambda provider, number: UNDER_WAY.labels(provider).set(number),
            resting=lambda provider, rests: PROVIDER_RESTS.labels(provider).set(rests),
        ),
    )
    for name in settings.numbered_providers:
        PROVIDER_RESTS.labels(name).set(0)
    return gates


async def open_mail(parts: Parts, gates: Gates, stack: AsyncExitStack) -> Providers[SmtpClient]:
    """Return the mail servers; their connections are closed with the stack."""
    clients = {
        server.name: await stack.enter_async_context(
            SmtpClient(server, connections=gates.places_of(server.name))
        )
        for server in parts.settings.smtp
    }
    return _providers(clients, gates)


def phone_providers(parts: Parts, gates: Gates, http: OutgoingHttp) -> Providers[TwilioClient]:
    """Return the accounts for text messages and calls."""
    accounts = parts.settings.twilio
    return _providers({each.name: TwilioClient(http, each) for each in accounts}, gates)


def _providers(clients: Mapping[str, C], gates: Gates) -> Providers[C]:
    each = tuple(Provider(name, client, gates.of(name)) for name, client in clients.items())
    return Providers(each, _count_passed_over)


def _count_passed_over(provider: str) -> None:
    PASSED_OVER.labels(provider).inc()
