"""`hikeshi apply`: let files hold on a server."""

import json
from pathlib import Path

import click

from hikeshi.configuration.planning.text import summary
from hikeshi.kernel.conversion import json_converter
from hikeshi_server.inbound.cli.refusing import refuse
from hikeshi_server.wiring.commands.plan import Asked, open_marked, planned_on_server, story
from hikeshi_server.wiring.commands.server import ServerChoice, ask, server_options


@click.command("apply")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--delete", is_flag=True, help="What is not in a section of the files goes.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--digest", help="Only the plan with this digest (see `hikeshi plan --json`).")
@click.option("--json", "as_json", is_flag=True, help="Print what changed as JSON.")
@server_options
def apply_files(
    file: Path,
    dry_run: bool,
    delete: bool,
    yes: bool,
    digest: str | None,
    as_json: bool,
    server: str | None,
    token: str | None,
) -> None:
    """Let FILE, a file or a directory of files, hold on a server: all of it, or nothing."""
    marked, choice = open_marked(file), ServerChoice(server, token)
    found = planned_on_server(marked, Asked(delete=delete, since=None, until=None), choice)
    if not as_json or dry_run:
        _show(json.dumps(json_converter().unstructure(found)) if as_json else story(found))
    if dry_run or not (found.changes or as_json):
        return
    if not yes and found.changes:
        _confirm()
    body = {
        "configuration": marked.value,
        "delete": delete,
        "digest": digest or found.digest,
    }
    made = ask(choice, lambda api: api.apply(body), marked.marks)
    if as_json:
        _show(json.dumps(json_converter().unstructure(made)))
    else:
        _show(f"Applied: {summary(made)}")


def _show(text: str) -> None:
    click.echo(text)


def _confirm() -> None:
    try:
        click.confirm("Apply this?", abort=True, err=True)
    except click.Abort:
        refuse(["Nothing was applied."])
