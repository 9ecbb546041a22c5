"""`hikeshi api`: the HTTP side alone, on an outside PostgreSQL."""

import click
from attrs import evolve

from hikeshi_server.wiring.application import first_owner, open_application
from hikeshi_server.wiring.commands.starting import start, warn
from hikeshi_server.wiring.greeting import greet
from hikeshi_server.wiring.migrating import require_newest_schema
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
def api() -> None:
    """Serve HTTP: what senders post, the API and the console. Needs HIKESHI_DATABASE_URL."""
    start(_api, outside=True)


async def _api(settings: Settings) -> None:
    settings = evolve(settings, secret_keys=secret_keys(settings))
    listening, mail = listen(settings), listen_for_mail(settings)
    url = await require_newest_schema(settings.database_url or "")
    async with open_application(settings, url) as application:
        owner = await first_owner(application, settings)
        await application.parts.gate.open()
        hold = application.parts.gate.reason()
        warn(settings)
        watching = DutiesRunning(application.watches, application.alarms)
        async with watching, taking_mail(application.parts, mail):
            await run_http(
                application.http, settings, listening, lambda: greet(settings, owner, hold)
            )
