"""`hikeshi demo`: see a real alert page real people, in half a minute."""

import asyncio
import socket
import sys
from contextlib import AsyncExitStack, suppress
from importlib import resources

import click
from attrs import evolve

from hikeshi.kernel.conversion import rfc3339
from hikeshi_server.inbound.files import parse
from hikeshi_server.outbound.postgres.embedded import EmbeddedPostgres
from hikeshi_server.outbound.postgres.migrate import upgrade
from hikeshi_server.outbound.telemetry.logs import configure_logs
from hikeshi_server.wiring.application import Application, open_application
from hikeshi_server.wiring.commands.starting import start
from hikeshi_server.wiring.demo import __name__ as demo_package
from hikeshi_server.wiring.demo.rehearsing import rehearse, same
from hikeshi_server.wiring.demo.story import Story, say
from hikeshi_server.wiring.secret_keys import secret_keys
from hikeshi_server.wiring.serving import DutiesRunning, listen, run_http
from hikeshi_server.wiring.settings import Settings


@click.command()
def demo() -> None:
    """Fire an alert on a scratch instance and watch it page two people, step by step."""
    start(_demo, outside=False)


async def _demo(settings: Settings) -> None:
    configure_logs(level="error", as_json=False)
    scratch = evolve(
        settings,
        data_dir=settings.data_dir / "demo",
        database_url=None,
        port=_free_port(),
        host="127.0.0.1",
    )
    scratch = evolve(
        scratch,
        secret_keys=secret_keys(scratch),
        public_url=f"http://127.0.0.1:{scratch.port}",
    )
    say(f"Starting a scratch instance in {scratch.data_dir} …")
    async with AsyncExitStack() as stack:
        database = EmbeddedPostgres.start(scratch.data_dir)
        stack.callback(database.stop)
        upgrade(database.url)
        application = await stack.enter_async_context(open_application(scratch, database.url))
        await stack.enter_async_context(DutiesRunning(application.duties, application.alarms))
        await _serve(application, scratch, stack)
        await _tell(application, scratch)


async def _serve(application: Application, settings: Settings, stack: AsyncExitStack) -> None:
    ready = asyncio.Event()
    serving = asyncio.create_task(run_http(application.http, settings, listen(settings), ready.set))
    stack.push_async_callback(_end, serving)
    await ready.wait()


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _tell(application: Application, settings: Settings) -> None:
    text = resources.files(demo_package).joinpath("configuration.yaml").read_text("utf-8")
    story = Story(application.parts, parse(text, "configuration.yaml").value, settings.public_url)
    await story.prepare()
    began = application.parts.clock.now()
    say("\nAlertmanager posts an alert. Steps are ten seconds long; watch who is told:")
    await story.play()
    say("\nWhy it happened (`hikeshi explain`):")
    for line in await story.explain():
        say(f"  {line}")
    rehearsed = rehearse(story, rfc3339(began))
    say("\nThe same messages in a rehearsal (`hikeshi rehearse`), no database, no waiting:")
    for after, user, step, number in rehearsed:
        say(f"  +{after:4d} s  {user} on step {step}, round {number}")
    if not same(story.pages, rehearsed):
        say(f"\nTHE REHEARSAL DECIDED DIFFERENTLY. It paged {rehearsed}, the server {story.pages}.")
        sys.exit(1)
    say("\nThe rehearsal decided the same. Next: `make run`, then open /welcome.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
