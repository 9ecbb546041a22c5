"""`hikeshi watch`: keep an eye on a server from another machine."""

import sys
from pathlib import Path

import click

from hikeshi_server.watch import hikeshi_watch


@click.command(
    name="watch",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def watch(arguments: tuple[str, ...]) -> None:
    """Watch a server; `hikeshi watch --script` prints the one file another machine can run."""
    if arguments == ("--script",):
        click.echo(Path(hikeshi_watch.__file__).read_text("utf-8"), nl=False)
        return
    sys.exit(hikeshi_watch.main(list(arguments)))
