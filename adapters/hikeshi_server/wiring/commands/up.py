"""`hikeshi up`: everything in one process, on its own database where none is given."""

import asyncio
import socket
import sys
from contextlib import AsyncExitStack, suppress

import click
from attrs import evolve

from hikeshi_server.outbound.postgres.embedded import EmbeddedPostgres
from hikeshi_server.wiring.application import Application, first_owner, open_application
from hikeshi_server.wiring.commands.starting import start, warn
from hikeshi_server.wiring.greeting import greet
from hikeshi_server.wiring.migrating import bring_up_to_date
from hikeshi_server.wiring.secret_keys import secret_keys
from hikeshi_server.wiring.serving import (
    DutiesRunning,
    listen,
    listen_for_mail,
    run_http,
    taking_mail,
)
from hikeshi_server.wiring.settings import Settings


@click.command()
def up() -> None:
    """Start API, worker and console in one process; without a database URL also PostgreSQL."""
    start(_up, outside=False)


async def _up(settings: Settings) -> None:
    keys = secret_keys(settings)
    listening, mail = listen(settings), listen_for_mail(settings)
    async with AsyncExitStack() as stack:
        url = settings.database_url or await _embedded(settings, stack)
        await bring_up_to_date(url)
        settings = evolve(settings, secret_keys=keys)
        application = await stack.enter_async_context(open_application(settings, url))
        warn(settings)
        await stack.enter_async_context(taking_mail(application.parts, mail))
        await _serve(application, settings, listening)


async def _serve(application: Application, settings: Settings, listening: socket.socket) -> None:
    await application.parts.gate.open()
    owner = await first_owner(application, settings)
    hold = application.parts.gate.reason()
    async with DutiesRunning(application.duties, application.alarms):
        await run_http(application.http, settings, listening, lambda: greet(settings, owner, hold))


async def _embedded(settings: Settings, stack: AsyncExitStack) -> str:
    """Start or attach to the database beside the data, and keep it running."""
    database = EmbeddedPostgres.start(settings.data_dir)
    stack.callback(database.stop)
    if not database.owner:
        sys.stderr.write("Attached to the database another hikeshi process runs on these data.\n")
    supervising = asyncio.create_task(database.supervise())
    stack.push_async_callback(_end, supervising)
    return database.url


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
