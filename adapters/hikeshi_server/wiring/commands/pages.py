"""`hikeshi pages`: who was told what, by which channel, and what came of it."""

import asyncio
import json
from collections.abc import Sequence

import click

from hikeshi.flow.directory import Directory
from hikeshi.kernel.conversion import json_converter, rfc3339
from hikeshi.kernel.ids import NotificationId
from hikeshi.kernel.paging import PageRequest
from hikeshi.notifications.model.notification import Notification, NotificationStatus
from hikeshi.notifications.queries import NotificationFilters
from hikeshi_server.outbound.postgres.queries.notifications import PostgresNotificationQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.wiring.application import Application
from hikeshi_server.wiring.commands.looking import looking
from hikeshi_server.wiring.commands.starting import start
from hikeshi_server.wiring.settings import Settings

_CONVERTER = json_converter()
#: Between two looks while following.
LOOK_SECONDS = 0.5
NEWEST = PageRequest(limit=50, sort="-created_at")


@click.command()
@click.option("--follow", is_flag=True, help="Go on and show pages as they are sent.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def pages(follow: bool, as_json: bool) -> None:
    """Show the newest notifications, oldest first."""

    async def run(settings: Settings) -> None:
        async with looking(settings) as application:
            await _show(application, follow=follow, as_json=as_json)

    start(run, outside=False)


async def _show(application: Application, *, follow: bool, as_json: bool) -> None:
    shown: dict[NotificationId, NotificationStatus] = {}
    queries = PostgresNotificationQueries(Reader(application.parts.engine))
    while True:
        newest = await queries.list_page(NEWEST, NotificationFilters())
        directory = await application.parts.transactions.run(lambda work: work.directory())
        _print_news(newest.items, shown, directory, as_json=as_json)
        if not follow:
            return
        await asyncio.sleep(LOOK_SECONDS)


def _print_news(
    newest: Sequence[Notification],
    shown: dict[NotificationId, NotificationStatus],
    directory: Directory,
    *,
    as_json: bool,
) -> None:
    for notification in reversed(newest):
        if shown.get(notification.id) is notification.status:
            continue
        shown[notification.id] = notification.status
        if as_json:
            click.echo(json.dumps(_CONVERTER.unstructure(notification)))
        else:
            click.echo(_line(notification, directory))


def _line(notification: Notification, directory: Directory) -> str:
    user = directory.users.get(notification.user_id)
    who = user.name if user is not None else str(notification.user_id)
    step = "" if notification.step is None else f" (step {notification.step})"
    came = notification.outcome or notification.status
    reason = f": {notification.reason}" if notification.reason else ""
    at = rfc3339(notification.created_at)
    return (
        f"{at}  {who} by {notification.kind}{step}  {notification.purpose}  {came}{reason}"
        f"  incident {notification.incident_id}"
    )
