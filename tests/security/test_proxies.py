"""Who a request comes from is believed of our own proxies, and of nobody else."""

import asyncio
import contextlib

import pytest
from attrs import evolve

from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.ingest.door import Answer, respond
from hikeshi_server.wiring.serving import listen, run_http
from hikeshi_server.wiring.settings import read_settings

HEADERS = b"Host: here\r\nX-Forwarded-For: 198.51.100.7\r\nContent-Length: 2\r\n\r\n{}"


class Who:
    """Answers with the address the request is said to come from."""

    async def on_post(self, request, response):
        """Answer anybody."""
        response.data = request.remote_addr.encode()


class Door:
    """The same at the door of a sender."""

    async def answer(self, ask, *parts):
        """Answer a sender."""
        return Answer(200, ask.address.encode())

    async def on_post(self, request, response):
        """Answer a sender whose request Falcon has read."""
        await respond(self, request, response)


@pytest.mark.parametrize(
    ("trusted", "seen"),
    [(None, b"127.0.0.1"), ("192.0.2.0/24", b"127.0.0.1"), ("127.0.0.0/8", b"198.51.100.7")],
)
@pytest.mark.parametrize("path", [b"/who", b"/v2/enqueue"])
async def test_only_trusted_proxies_say_where_a_request_comes_from(
    monkeypatch, trusted, seen, path
):
    """X-Forwarded-For counts from HIKESHI_TRUSTED_PROXIES alone, whatever uvicorn's own says."""
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    given = {"HIKESHI_TRUSTED_PROXIES": trusted} if trusted else {}
    settings = read_settings(given)
    with contextlib.closing(listen_anywhere(settings)) as listening:
        ready = asyncio.Event()
        application = create_app([("/who", Who()), ("/v2/enqueue", Door())])
        serving = asyncio.create_task(run_http(application, settings, listening, ready.set))
        await asyncio.wait_for(ready.wait(), 20)
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(b"POST " + path + b" HTTP/1.1\r\n" + HEADERS)
        await reader.readuntil(b"\r\n\r\n")

        assert await reader.readexactly(len(seen)) == seen

        writer.close()
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


def listen_anywhere(settings):
    """Take any free port."""
    return listen(evolve(settings, port=0))
