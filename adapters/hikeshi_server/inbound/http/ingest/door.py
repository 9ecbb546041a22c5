"""What an address senders post to is asked and answers, whoever read the request."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, runtime_checkable

import msgspec
from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi_server.inbound.http.ingest.reading import Body, read_body

#: Seconds after which a sender may come back when we are busy.
RETRY_AFTER = "2"
_encode = msgspec.json.Encoder().encode


@frozen
class Ask:
    """What was posted.

    Args:
        path: Where to, with keys in it.
        address: The sender's IP address.
        read: Reads the body; once.
    """

    path: str
    address: str
    read: Callable[[], Awaitable[Body]]


@frozen
class Answer:
    """What is answered; the body is JSON.

    Args:
        busy: The sender may come back after `RETRY_AFTER`.
    """

    status: int
    body: bytes
    busy: bool = False


@runtime_checkable
class Door(Protocol):
    """Takes in what is posted to one address."""

    async def answer(self, ask: Ask, *parts: str) -> Answer:
        """Take it in; `parts` are what stands in the place of the address's fields."""
        ...


def answered(status: int, said: Any, *, busy: bool = False) -> Answer:
    """Return the answer that says this."""
    return Answer(status, _encode(said), busy)


async def respond(door: Door, request: Request, response: Response, *parts: str) -> None:
    """Answer a request Falcon has read."""
    ask = Ask(request.path, request.remote_addr, lambda: read_body(request))
    found = await door.answer(ask, *parts)
    response.status = found.status
    response.data = found.body
    if found.busy:
        response.set_header("Retry-After", RETRY_AFTER)
