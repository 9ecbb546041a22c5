"""`hikeshi migrate`: bring the database to the newest schema."""

import sys

import click

from hikeshi_server.wiring.commands.starting import start
from hikeshi_server.wiring.migrating import bring_up_to_date, missing
from hikeshi_server.wiring.settings import Settings


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when the schema is behind.")
def migrate(check: bool) -> None:
    """Bring the database of HIKESHI_DATABASE_URL to the newest schema."""

    async def run(settings: Settings) -> None:
        url = settings.database_url or ""
        behind = await missing(url)
        if check:
            sys.stderr.write(f"{len(behind)} migrations to run.\n")
            sys.exit(1 if behind else 0)
        await bring_up_to_date(url)
        sys.stderr.write(f"{len(behind)} migrations run; the schema is the newest.\n")

    start(run, outside=True)
