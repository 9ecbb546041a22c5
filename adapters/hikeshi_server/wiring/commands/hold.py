"""`hikeshi hold`: see what would go out after a restore, then release or drop it."""

import json

import click

from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.paging import PageRequest
from hikeshi.notifications.model.notification import Notification, NotificationStatus
from hikeshi.notifications.queries import NotificationFilters
from hikeshi.notifications.use_cases.drop_waiting import DropWaiting
from hikeshi_server.outbound.postgres.instance import PostgresInstance
from hikeshi_server.outbound.postgres.queries.notifications import PostgresNotificationQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.wiring.application import Application
from hikeshi_server.wiring.commands.looking import looking
from hikeshi_server.wiring.commands.starting import start
from hikeshi_server.wiring.settings import Outbound, Settings

_WAITING = NotificationFilters(status=(NotificationStatus.PENDING, NotificationStatus.SENDING))


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_context
def hold(context: click.Context, as_json: bool) -> None:
    """Show why nothing is sent and what waits; exit 1 while the hold stands."""
    if context.invoked_subcommand is not None:
        return

    async def run(settings: Settings) -> None:
        async with looking(settings) as application:
            found = await application.parts.gate.instance.hold()
            waiting = await _waiting(application)
        reason = found.reason if found is not None else application.parts.gate.reason()
        if as_json:
            rows = [_row(notification) for notification in waiting]
            click.echo(json.dumps({"reason": reason, "waiting": rows}))
        else:
            click.echo(reason or "There is no hold: everything that is due is sent.")
            for notification in waiting:
                click.echo(
                    "  {due_at}  {kind}  to {user_id}  {incident_id}".format(**_row(notification))
                )
        if reason is not None:
            raise click.exceptions.Exit(1)

    start(run, outside=False)


@hold.command()
def release() -> None:
    """Let everything that waits go out."""
    start(_release, outside=False)


@hold.command()
def drop() -> None:
    """Give up what is due now, then let new pages go out."""

    async def run(settings: Settings) -> None:
        async with looking(settings) as application:
            dropped = 0
            while count := await application.parts.transactions.run(
                lambda work: DropWaiting()(work, by=SYSTEM)
            ):
                dropped += count
            await _open(application)
        follows = what_follows(settings.outbound, "new pages go out.")
        click.echo(f"{dropped} notifications given up; {follows}")

    start(run, outside=False)


async def _release(settings: Settings) -> None:
    async with looking(settings) as application:
        await _open(application)
    click.echo(f"Released: {what_follows(settings.outbound, 'everything that is due goes out.')}")


def what_follows(outbound: Outbound, sent: str) -> str:
    """Return what is true after a release: the setting holds on its own."""
    if outbound is not Outbound.HOLD:
        return sent
    return "but HIKESHI_OUTBOUND is hold, and nothing goes out before servers start without it."


async def _open(application: Application) -> None:
    instance: PostgresInstance = application.parts.gate.instance
    await instance.release(None, application.parts.clock.now())


async def _waiting(application: Application) -> list[Notification]:
    queries = PostgresNotificationQueries(Reader(application.parts.engine))
    found: list[Notification] = []
    cursor: str | None = None
    while True:
        page = await queries.list_page(
            PageRequest(limit=200, cursor=cursor, sort="created_at"), _WAITING
        )
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def _row(notification: Notification) -> dict[str, str]:
    return {
        "id": str(notification.id),
        "due_at": rfc3339(notification.due_at),
        "kind": notification.kind,
        "user_id": str(notification.user_id),
        "incident_id": str(notification.incident_id),
    }
