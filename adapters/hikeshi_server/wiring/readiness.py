"""What `/readyz` looks at."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import text

from hikeshi.kernel.errors import UnavailableError
from hikeshi_server.inbound.http.health import Check, State
from hikeshi_server.inbound.metrics import DEAD_LETTERS, OVERDUE_PAGE, TIMER_LATENESS
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.postgres.queries.backlog import PostgresBacklog
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.outbound.providers.breakers import PROVIDERS
from hikeshi_server.wiring.parts import Parts
from hikeshi_server.wiring.resting import state_of_providers
from hikeshi_server.wiring.settings import Outbound

#: A database that does not answer within this is away.
PATIENCE_SECONDS = 2.0
#: A clock further from the database's than this makes timers unreliable.
MOST_SKEW_SECONDS = 0.25


def checks(parts: Parts) -> Mapping[str, Check]:
    """Return what the server depends on, by name."""

    async def database() -> State:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                async with parts.engine.connect() as connection:
                    row = await connection.execute(text("SELECT clock_timestamp()"))
                    theirs = row.scalar_one()
        except Exception as error:  # noqa: BLE001 (whatever is wrong, the answer is the reason)
            return State("down", f"the database does not answer: {type(error).__name__}")
        skew = abs((parts.clock.now() - theirs).total_seconds())
        if skew > MOST_SKEW_SECONDS:
            return State("degraded", f"this clock is {skew:.2f} s from the database's")
        return State("ok")

    async def outbound() -> State:
        await asyncio.sleep(0)
        hold = parts.gate.hold
        if hold is not None:
            return State("degraded", f"nothing is sent until it is released: {hold.reason}")
        if parts.settings.outbound is not Outbound.SEND:
            return State("degraded", f"HIKESHI_OUTBOUND is {parts.settings.outbound}")
        return State("ok")

    async def ingestion() -> State:
        await asyncio.sleep(0)
        trouble = parts.batcher.trouble
        return State("ok") if trouble is None else State("down", trouble)

    return {
        "database": database,
        "ingestion": ingestion,
        "outbound": outbound,
        "paging": partial(_paging, _backlog(parts)),
        "reaching": partial(_reaching, _backlog(parts)),
        **{outages.name: _check_of(parts, outages) for outages in parts.outages},
    }


def _check_of(parts: Parts, outages: Outages) -> Check:
    if outages.name == PROVIDERS:
        return partial(state_of_providers, parts, outages)
    return partial(_done_without, outages)


async def _done_without(outages: Outages) -> State:
    await asyncio.sleep(0)
    trouble = outages.trouble
    if trouble is None:
        return State("ok")
    return State("degraded", f"{trouble}; paging goes on without it")


def _backlog(parts: Parts) -> PostgresBacklog:
    return PostgresBacklog(Reader(parts.engine), parts.clock)


async def _paging(backlog: PostgresBacklog) -> State:
    """Say whether what is due is done: the worker may be another process, or nobody."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            troubles = (await backlog.read()).troubles()
    except (UnavailableError, TimeoutError):
        return State("degraded", "it cannot be seen whether pages leave: the database is away")
    return State("degraded", "; ".join(troubles)) if troubles else State("ok")


async def _reaching(backlog: PostgresBacklog) -> State:
    """Say whether pages reach people, as far as providers say."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            unreached = (await backlog.read()).unreached()
    except (UnavailableError, TimeoutError):
        return State("degraded", "it cannot be seen whether pages arrive: the database is away")
    return State("degraded", unreached) if unreached else State("ok")


def watching(parts: Parts) -> Callable[[], Awaitable[None]]:
    """Return what keeps the metrics of the backlog."""
    backlog = _backlog(parts)

    async def look() -> None:
        found = await backlog.read()
        TIMER_LATENESS.set(found.timer.total_seconds())
        OVERDUE_PAGE.set(found.page.total_seconds())
        DEAD_LETTERS.set(found.dead_letters)

    return look


def facts(parts: Parts) -> Mapping[str, Any]:
    """Return what else is worth knowing; nothing where it cannot be known."""
    del parts

    async def unknown() -> None:
        # Backups are made outside, and no restore has been proven to this server.
        await asyncio.sleep(0)

    return {"last_backup_age_seconds": unknown, "last_proven_restore_age_seconds": unknown}
