"""`hikeshi worker`: the duties alone, on an outside PostgreSQL; run as many as you like."""

import click
import structlog
from attrs import evolve

from hikeshi_server.wiring.application import open_application
from hikeshi_server.wiring.commands.starting import start, warn
from hikeshi_server.wiring.migrating import require_newest_schema
from hikeshi_server.wiring.secret_keys import secret_keys
from hikeshi_server.wiring.serving import DutiesRunning, collect_rarely, wait_for_signal
from hikeshi_server.wiring.settings import Settings

_log = structlog.get_logger(__name__)


@click.command()
def worker() -> None:
    """Escalate, send and keep watch. Needs HIKESHI_DATABASE_URL."""
    start(_worker, outside=True)


async def _worker(settings: Settings) -> None:
    settings = evolve(settings, secret_keys=secret_keys(settings))
    url = await require_newest_schema(settings.database_url or "")
    async with (
        open_application(settings, url) as application,
        DutiesRunning(application.duties, application.alarms),
    ):
        warn(settings)
        collect_rarely()
        _log.info("worker_running", worker=application.worker_name)
        await wait_for_signal()
        _log.info("worker_stopping", worker=application.worker_name)
