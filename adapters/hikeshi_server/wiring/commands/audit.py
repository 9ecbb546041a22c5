"""`hikeshi audit verify`: is the journal what was sealed?"""

import json

import click
from attrs import asdict

from hikeshi_server.outbound.postgres.sealing import KEY_LABEL
from hikeshi_server.outbound.postgres.verification import Verification, verify
from hikeshi_server.outbound.secrets import derive_key
from hikeshi_server.wiring.commands.looking import looking
from hikeshi_server.wiring.commands.starting import start
from hikeshi_server.wiring.settings import Settings


@click.group()
def audit() -> None:
    """Look after the journal of what was done, by whom."""


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def verify_journal(as_json: bool) -> None:
    """Recompute every seal; exit 1 where the journal is not what was sealed."""

    async def run(settings: Settings) -> None:
        async with looking(settings) as application:
            secret_keys = application.parts.settings.secret_keys
            keys = [derive_key(key, KEY_LABEL) for key in secret_keys]
            found = await verify(application.parts.engine, keys)
        click.echo(
            json.dumps({"intact": found.intact, **asdict(found)}) if as_json else _told(found)
        )
        if not found.intact:
            raise click.exceptions.Exit(1)

    start(run, outside=False)


def _told(found: Verification) -> str:
    looked_at = f"{found.entries} entries in {found.seals} seals looked at"
    counted = f"{looked_at}; {found.waiting} wait to be sealed."
    verdict = "The journal is what was sealed." if found.intact else "The journal was changed:"
    return "\n".join([verdict, *(f"  {fault}" for fault in found.faults), counted])
