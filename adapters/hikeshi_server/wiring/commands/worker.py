"""`hikeshi worker`: the duties alone, on an outside PostgreSQL; run as many as you like."""

import socket
from functools import partial

import click
import structlog
from attrs import evolve

from hikeshi_server.wiring.application import Application, open_application
from hikeshi_server.wiring.commands.starting import start, warn
from hikeshi_server.wiring.migrating import require_newest_schema
from hikeshi_server.wiring.probing import create_probes
from hikeshi_server.wiring.secret_keys import secret_keys
from hikeshi_server.wiring.serving import (
    DutiesRunning,
    collect_rarely,
    listen_for_probes,
    run_http,
    wait_for_signal,
)
from hikeshi_server.wiring.settings import Settings

_log = structlog.get_logger(__name__)


@click.command()
def worker() -> None:
    """Escalate, send and keep watch. Needs HIKESHI_DATABASE_URL."""
    start(_worker, outside=True)


async def _worker(settings: Settings) -> None:
    settings = evolve(settings, secret_keys=secret_keys(settings))
    listening = listen_for_probes(settings)
    url = await require_newest_schema(settings.database_url or "")
    async with open_application(settings, url) as application:
        # Before anything runs: in a restored database no page leaves, and no drill was missed.
        await application.parts.gate.open()
        async with DutiesRunning(application.duties, application.alarms) as running:
            warn(settings)
            collect_rarely()
            await _until_asked(application, running, listening)
            _log.info("worker_stopping", worker=application.worker_name)


async def _until_asked(
    application: Application, running: DutiesRunning, listening: socket.socket | None
) -> None:
    """Return when the process is asked to stop; say until then how it does, if wanted."""
    name, settings = application.worker_name, application.parts.settings
    if listening is None:
        _log.info("worker_running", worker=name)
        await wait_for_signal()
        return
    host, port = listening.getsockname()[:2]
    probes = create_probes(application.parts, running.rounds.stuck)
    ready = partial(_log.info, "worker_running", worker=name, host=host, port=port)
    await run_http(probes, settings, listening, ready)
