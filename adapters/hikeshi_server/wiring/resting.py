"""Plugs in how one process knows that a provider rests at another one."""

import asyncio
from collections.abc import Awaitable, Callable

from hikeshi.kernel.errors import UnavailableError
from hikeshi_server.inbound.http.health import State
from hikeshi_server.inbound.metrics import PROVIDER_RESTS
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.postgres.provider_rests import PostgresProviderRests
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.outbound.providers.gate import Gates
from hikeshi_server.wiring.parts import Parts

#: So often a worker says which providers rest, and others look.
EVERY = 5.0
#: A database that does not answer within this is away.
PATIENCE_SECONDS = 2.0


def provider_rests(parts: Parts) -> PostgresProviderRests:
    """Return where it is written."""
    return PostgresProviderRests(Reader(parts.engine), parts.clock)


def telling(parts: Parts, gates: Gates, worker_name: str) -> Callable[[], Awaitable[None]]:
    """Return what writes the providers that rest here; while none does, nothing."""
    rests, told = provider_rests(parts), set[str]()

    async def tell() -> None:
        now = set(gates.resting)
        if now or told:
            await rests.tell(worker_name, sorted(now))
        told.clear()
        told.update(now)

    return tell


def looking_at_rests(parts: Parts) -> Callable[[], Awaitable[None]]:
    """Return what keeps the metric in a process that sends nothing itself."""
    rests, shown = provider_rests(parts), set(parts.settings.numbered_providers)

    async def look() -> None:
        resting = {name for name in await rests.resting() if " " not in name}
        shown.update(resting)
        for name in shown:
            PROVIDER_RESTS.labels(name).set(name in resting)

    return look


async def state_of_providers(parts: Parts, outages: Outages) -> State:
    """Name the providers that rest, here or at another process."""
    own = outages.trouble
    said = [] if own is None else [own]
    others = [name for name in await _elsewhere(parts) if f"{name} failed" not in (own or "")]
    if others:
        said.append(f"a worker says that {', '.join(others)} failed again and again")
    if not said:
        return State("ok")
    return State("degraded", f"{'; '.join(said)}; paging goes on without it")


async def _elsewhere(parts: Parts) -> tuple[str, ...]:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await provider_rests(parts).resting()
    except (UnavailableError, TimeoutError):
        return ()  # `database` says so
