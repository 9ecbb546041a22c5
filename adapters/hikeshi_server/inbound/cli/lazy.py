"""A group of commands that imports one only when it is asked for."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NamedTuple

import click


class Place(NamedTuple):
    """Where a command is defined, and what `--help` says about it."""

    target: str
    summary: str


#: New objects between two looks for garbage during an import, and looks between deeper ones: none
#: at all would be a little faster still, and leave 5 MB of the process to what is garbage.
_RARELY = (50_000, 5, 5)


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Look for garbage rarely meanwhile: what is imported stays; looking is a tenth of a start."""
    before = gc.get_threshold()
    if gc.isenabled():
        gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class LazyGroup(click.Group):
    """A group whose commands stand in a table of places."""

    def __init__(self, *args: Any, places: Mapping[str, Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return sorted(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of that name."""
        del ctx
        if cmd_name not in self.places:
            return None
        module, _, attribute = self.places[cmd_name].target.partition(":")
        with collecting_rarely():
            command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self.places[cmd_name].target} is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.places[name].summary) for name in sorted(self.places)])
