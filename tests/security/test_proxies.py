"""Who a request comes from is believed of our own proxies, and of nobody else."""

import asyncio
import contextlib

import pytest
from attrs import evolve

from hikeshi_server.wiring.serving import listen, run_http
from hikeshi_server.wiring.settings import read_settings

SPOOFED = b"GET / HTTP/1.1\r\nHost: here\r\nX-Forwarded-For: 198.51.100.7\r\n\r\n"


async def application(scope, receive, send):
    """Answer with the address the request is said to come from."""
    del receive
    body = scope["client"][0].encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.mark.parametrize(
    ("trusted", "seen"),
    [(None, b"127.0.0.1"), ("192.0.2.0/24", b"127.0.0.1"), ("127.0.0.0/8", b"198.51.100.7")],
)
async def test_only_trusted_proxies_say_where_a_request_comes_from(monkeypatch, trusted, seen):
    """X-Forwarded-For counts from HIKESHI_TRUSTED_PROXIES alone, whatever uvicorn's own says."""
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    given = {"HIKESHI_TRUSTED_PROXIES": trusted} if trusted else {}
    settings = read_settings(given)
    with contextlib.closing(listen_anywhere(settings)) as listening:
        ready = asyncio.Event()
        serving = asyncio.create_task(run_http(application, settings, listening, ready.set))
        await asyncio.wait_for(ready.wait(), 20)
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(SPOOFED)
        await reader.readuntil(b"\r\n\r\n")

        assert await reader.readexactly(len(seen)) == seen

        writer.close()
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


def listen_anywhere(settings):
    """Take any free port."""
    return listen(evolve(settings, port=0))
