"""Ending a command: the answer is no, or the input cannot be read."""

from collections.abc import Iterable
from typing import NoReturn

import click

from hikeshi.kernel.errors import HikeshiError
from hikeshi_server.inbound.files import Marks, explain_faults

#: The answer is no: a failed assertion, a gap found.
NO = 1
#: Wrong usage, or input that cannot be read.
UNUSABLE = 2


def refuse(lines: Iterable[str]) -> NoReturn:
    """Say on stderr what is wrong with the input, a line each, and exit 2."""
    for line in lines:
        click.echo(line, err=True)
    raise click.exceptions.Exit(UNUSABLE)


def refuse_input(error: HikeshiError, marks: Marks | None = None) -> NoReturn:
    """Say what is wrong with a file, with the place of each fault, and exit 2."""
    refuse(explain_faults(error, marks or Marks()))
