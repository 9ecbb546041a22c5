"""`hikeshi export-alerts`: past alerts, a JSON object a line, for `hikeshi backtest`."""

import json
from datetime import datetime

import click

from hikeshi.flow.exporting import export_alerts
from hikeshi_server.inbound.cli.instants import INSTANT
from hikeshi_server.outbound.postgres.queries.alerts import PostgresAlertQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.wiring.commands.looking import looking
from hikeshi_server.wiring.commands.starting import start
from hikeshi_server.wiring.settings import Settings


@click.command("export-alerts")
@click.option("--since", type=INSTANT, help="Leave out alerts first seen before.")
@click.option("--until", type=INSTANT, help="Leave out alerts first seen from then on.")
def export(since: datetime | None, until: datetime | None) -> None:
    """Print what fired, who acknowledged and when it was over, in order of time."""

    async def run(settings: Settings) -> None:
        async with looking(settings) as application:
            queries = PostgresAlertQueries(Reader(application.parts.engine))
            transactions = application.parts.transactions
            async for line in export_alerts(queries, transactions, since=since, until=until):
                click.echo(json.dumps(line))

    start(run, outside=False)
