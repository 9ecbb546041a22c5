"""`hikeshi drill`: which drills a server has, and one of them at once."""

import json
from collections.abc import Mapping
from typing import Any

import click

from hikeshi_server.inbound.cli.refusing import NO
from hikeshi_server.inbound.cli.tables import table
from hikeshi_server.outbound.server_api import ServerApi
from hikeshi_server.wiring.commands.server import ServerChoice, ask, server_options

_as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group()
def drill() -> None:
    """See which drills there are, and run one at once."""


@drill.command("list")
@_as_json
@server_options
def list_them(as_json: bool, server: str | None, token: str | None) -> None:
    """Show every drill, and when it runs by itself next."""
    found = ask(ServerChoice(server, token), ServerApi.drills)
    if as_json:
        click.echo(json.dumps(found))
    elif found:
        rows = [(each["key"], each["next_run_at"] or "when asked", each["name"]) for each in found]
        click.echo(table(("drill", "next run", "name"), rows))
    else:
        click.echo("No drills.")


@drill.command()
@click.argument("key")
@_as_json
@server_options
def run(key: str, as_json: bool, server: str | None, token: str | None) -> None:
    """Page everybody the drill KEY names; exit 1 where there is nobody."""

    async def page(api: ServerApi) -> tuple[list[Any], Mapping[str, str]]:
        # First what only asks: a token that may not read pages nobody.
        names = {each["id"]: each["key"] for each in await api.users()}
        return await api.run_drill(key), names

    runs, names = ask(ServerChoice(server, token), page)
    if as_json:
        click.echo(json.dumps(runs))
    else:
        for each in runs:
            click.echo(_line(each, names))
    if all(each["user_id"] is None for each in runs):
        raise click.exceptions.Exit(NO)


def _line(found: Mapping[str, Any], names: Mapping[str, str]) -> str:
    user_id = found["user_id"]
    if user_id is None:
        return f"Nobody is paged: {found['reason']}."
    who = names.get(user_id, user_id)
    return f"{who} is paged ({found['via']}) and has until {found['acknowledge_by']}."
