"""`hikeshi`: the command line; each command is loaded when it is asked for."""

from hikeshi_server.inbound.cli.main import hikeshi


def main() -> None:
    """Run the command the user typed, and exit with its code."""
    hikeshi(prog_name="hikeshi")
