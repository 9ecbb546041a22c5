"""`hikeshi queue`: what lies in the queue pages are announced through; put dead ones back."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import click
from attrs import asdict

from hikeshi.notifications.ports import PageQueue
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.wiring.commands.starting import start
from hikeshi_server.wiring.settings import BadSettingError, Settings
from hikeshi_server.wiring.shared import page_queue


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.pass_context
def queue(context: click.Context, as_json: bool) -> None:
    """Show how much the SQS queue holds; exit 1 while dead announcements lie there."""
    if context.invoked_subcommand is not None:
        return

    async def run(settings: Settings) -> None:
        async with _opened(settings) as opened:
            depth = await opened.depth()
        if as_json:
            click.echo(json.dumps(asdict(depth)))
        else:
            click.echo(f"{depth.waiting} waiting, {depth.hidden} hidden, {depth.dead} dead")
        if depth.dead:
            raise click.exceptions.Exit(1)

    start(run, outside=False)


@queue.command()
@click.option("--limit", default=10_000, type=click.IntRange(min=1), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print the count as JSON.")
def redrive(limit: int, as_json: bool) -> None:
    """Put dead announcements back; pages that were sent meanwhile are not sent again."""

    async def run(settings: Settings) -> None:
        async with _opened(settings) as opened:
            back = await opened.redrive(limit)
        click.echo(json.dumps({"redriven": back}) if as_json else f"{back} put back")

    start(run, outside=False)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[PageQueue]:
    """Open the queue of the settings.

    Raises:
        BadSettingError: There is none.
    """
    if settings.sqs is None:
        raise BadSettingError(
            "HIKESHI_SQS_QUEUE_PREFIX is not set: workers find what is due in PostgreSQL, "
            "and there is no queue to look at."
        )
    async with page_queue(settings.sqs, Outages("sqs")) as opened:
        yield opened
