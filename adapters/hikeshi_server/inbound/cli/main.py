"""`hikeshi`: the outermost command."""

import click

from hikeshi_server.inbound.cli.commands import COMMANDS
from hikeshi_server.inbound.cli.lazy import LazyGroup


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 all is well; 1 the answer is no; 2 wrong usage or unreadable input.",
)
@click.version_option(package_name="hikeshi-server", message="hikeshi %(version)s")
def hikeshi() -> None:
    """Incident response with proof."""
