"""Nobody holds a connection, or our memory, without asking something."""

import asyncio
import contextlib

import pytest

from hikeshi_server.inbound.http.ingest.door_protocol import DoorProtocol
from hikeshi_server.inbound.http.ingest.small_posts import SmallPosts
from hikeshi_server.inbound.http.protocol import MOST_HEAD_BYTES, BoundedProtocol
from hikeshi_server.inbound.http.requests import RequestLog
from tests.peers.serving import serving

HEAD = b"POST / HTTP/1.1\r\nHost: here\r\n"


async def application(scope, receive, send):
    """Read the body, then answer 204."""
    del scope
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


@pytest.fixture(params=[BoundedProtocol, DoorProtocol])
def spoken(request):
    """What servers speak, with doors behind it and without."""

    class Spoken(request.param):
        """With no doors of its own."""

        small_posts = SmallPosts((), RequestLog(), {})

    return Spoken


@pytest.fixture
async def port(spoken):
    """A server as the product has it."""
    async with serving(application, spoken) as number:
        yield number


@pytest.fixture
async def impatient(spoken):
    """A server that gives up sooner."""
    spoken.most_seconds = 0.05
    async with serving(application, spoken) as number:
        yield number


async def said(reader):
    """Everything the server says until it closes the connection."""
    with contextlib.suppress(ConnectionError):
        return await reader.read()
    return b""


@pytest.mark.parametrize(
    "start", [b"", b"\r\n", b"GET / HT", HEAD, HEAD + b"Content-Length: 9\r\n\r\nhalf"]
)
async def test_a_request_that_never_arrives_is_given_up(impatient, start):
    """However little of it came, the connection ends when its time is over."""
    reader, writer = await asyncio.open_connection("127.0.0.1", impatient)
    writer.write(start)

    assert await asyncio.wait_for(said(reader), 20) == b""
    writer.close()


async def test_a_second_request_on_the_connection_has_its_own_time(impatient):
    """A connection that was answered once is given up all the same."""
    reader, writer = await asyncio.open_connection("127.0.0.1", impatient)
    writer.write(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 204")
    writer.write(HEAD)

    assert b"HTTP/1.1" not in await asyncio.wait_for(said(reader), 20)
    writer.close()


@pytest.mark.parametrize("line", [b"X-Pad: " + b"a" * 1_000 + b"\r\n", b"a" * 1_000])
async def test_a_head_without_end_is_refused(port, line):
    """Neither many headers nor one long one fill the memory: 431, and the connection ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"X-First: 1" + (b"" if line.startswith(b"a") else b"\r\n"))
    with contextlib.suppress(ConnectionError):
        for _ in range(MOST_HEAD_BYTES // 1_000 + 2):
            writer.write(line)
            await writer.drain()

    answer = await asyncio.wait_for(said(reader), 20)
    # A connection that is reset while the sender still sends takes the answer with it.
    assert answer == b"" or answer.startswith(b"HTTP/1.1 431")
    writer.close()


async def test_ordinary_requests_are_answered(port):
    """Several on one connection, with bodies larger than any head may be."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = b"x" * (4 * MOST_HEAD_BYTES)
    for _ in range(3):
        writer.write(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204")
    writer.close()
