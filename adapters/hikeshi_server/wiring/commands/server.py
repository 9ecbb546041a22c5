"""What the commands that ask a server share: which one, on whose behalf, and its refusals."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import click
from attrs import frozen

from hikeshi.kernel.errors import HikeshiError
from hikeshi_server.inbound.cli.refusing import NO, UNUSABLE, refuse, refuse_input
from hikeshi_server.inbound.files import Marks
from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges
from hikeshi_server.outbound.server_api import (
    MOST_ANSWER_BYTES,
    RefusedByServerError,
    ServerApi,
)

_WHICH = (
    "Which server, and on whose behalf? Give --server and --token, "
    "or set HIKESHI_SERVER_URL and HIKESHI_API_TOKEN."
)

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., object])

#: Whoever runs a command names the server: it may be as near as they like.
_ANYWHERE = "0.0.0.0/0,::/0"


@frozen
class ServerChoice:
    """Which server to ask, and with which token."""

    url: str | None
    token: str | None


def server_options(command: F) -> F:
    """Add the options that say which server to ask."""
    token = click.option(
        "--token", envvar="HIKESHI_API_TOKEN", help="API token [env: HIKESHI_API_TOKEN]."
    )
    url = click.option(
        "--server", envvar="HIKESHI_SERVER_URL", help="Its URL [env: HIKESHI_SERVER_URL]."
    )
    return url(token(command))


def ask(
    choice: ServerChoice, question: Callable[[ServerApi], Awaitable[T]], marks: Marks | None = None
) -> T:
    """Ask the server; what it refuses is told, with places in the files, and ends the command."""
    if not choice.url or not choice.token:
        refuse([_WHICH])
    try:
        return asyncio.run(_asked(choice.url, choice.token, question))
    except RefusedByServerError as error:
        _refused(error, marks)
    except HikeshiError as error:
        refuse([error.detail])


async def _asked(url: str, token: str, question: Callable[[ServerApi], Awaitable[T]]) -> T:
    guard = Guard(parse_allowed_ranges(_ANYWHERE))
    async with OutgoingHttp(guard, most_answer_bytes=MOST_ANSWER_BYTES) as http:
        return await question(ServerApi(http, url.rstrip("/"), token))


def _refused(error: RefusedByServerError, marks: Marks | None) -> NoReturn:
    if error.faults:
        refuse_input(error, marks)
    click.echo(error.detail, err=True)
    # A conflict is an answer, and the answer is no; everything else is wrong usage.
    raise click.exceptions.Exit(NO if error.status in {409, 412} else UNUSABLE)
