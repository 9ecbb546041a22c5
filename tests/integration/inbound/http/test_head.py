"""HEAD over a real connection."""

import asyncio
from contextlib import suppress
from typing import Any

from falcon.asgi import Request, Response

from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.wiring.serving import listen, run_http
from hikeshi_server.wiring.settings import Settings


class Page:
    """Answers GET alone."""

    async def on_get(self, request: Request, response: Response) -> None:
        """Say which method arrived."""
        response.text = request.method


async def exchange(port: int, requests: bytes) -> bytes:
    """Return everything a server answers until it closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(requests)
    found = await reader.read()
    writer.close()
    return found


async def test_head_is_get_without_the_body() -> None:
    """A probe that asks by HEAD sees the status and the headers, and the connection stays sane."""
    listening = listen(Settings(port=0))
    port = listening.getsockname()[1]
    ready = asyncio.Event()
    app: Any = create_app([("/page", Page())])
    serving = asyncio.create_task(run_http(app, Settings(), listening, ready.set))
    await asyncio.wait_for(ready.wait(), 30)

    both = b"HEAD /page HTTP/1.1\r\nHost: x\r\n\r\nGET /page HTTP/1.0\r\nHost: x\r\n\r\n"
    answered: Any = await asyncio.wait_for(exchange(port, both), 30)
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving

    first, _, rest = answered.partition(b"\r\n\r\n")
    second, _, body = rest.partition(b"\r\n\r\n")
    assert (first[:15], second[:15]) == (b"HTTP/1.1 200 OK", b"HTTP/1.1 200 OK")
    assert b"content-length: 3" in first
    assert body == b"GET"
