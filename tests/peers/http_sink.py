"""An HTTP receiver: notes every request, verifies Standard Webhooks signatures, fails on demand.

In a test: `async with HttpSink(secret=…) as sink: … sink.url`. As a process of its own, for tests
that kill things: `python -m tests.peers.http_sink --port 9000 --journal FILE --secret whsec_…`;
`PUT /fault` with the name of a fault as body switches it there.
"""

import argparse
import asyncio
import contextlib
import json
import ssl
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tests.peers.journal import Journal


class Fault(StrEnum):
    """What goes wrong with an answer."""

    NONE = "none"
    ERROR = "error"  # 500
    BUSY = "busy"  # 429 with Retry-After: 7
    GONE = "gone"  # 410
    REDIRECT = "redirect"  # 302 to the metadata service of the clouds
    HUGE = "huge"  # a body of 10 MB
    ENDLESS_HEADER = "endless_header"  # a header of 10 MB
    CUT = "cut"  # closes in the middle of the body
    DROP = "drop"  # closes without an answer
    HANG = "hang"  # never answers
    GARBAGE = "garbage"  # speaks something else
    CLOSE_AFTER = "close_after"  # answers 200 and closes at once, without having said so


_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Request-Id: sink-1\r\n"
_ANSWERS = {
    Fault.NONE: _OK + b"Content-Length: 5\r\n\r\ntaken",
    Fault.CLOSE_AFTER: _OK + b"Content-Length: 5\r\n\r\ntaken",
    Fault.ERROR: b"HTTP/1.1 500 Broken\r\nContent-Length: 7\r\n\r\nbroken\n",
    Fault.BUSY: b"HTTP/1.1 429 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n",
    Fault.GONE: b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
    Fault.REDIRECT: b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/meta-data/\r\n"
    b"Content-Length: 0\r\n\r\n",
    Fault.CUT: _OK + b"Content-Length: 500\r\n\r\ntak",
    Fault.GARBAGE: b"220 mail.example.org ESMTP\r\n\r\n",
    Fault.HUGE: _OK + b"Content-Length: 10000000\r\n\r\n" + b"x" * 10_000_000,
    Fault.ENDLESS_HEADER: _OK + b"X-Long: " + b"x" * 10_000_000,
}
_CLOSING = {Fault.CUT, Fault.GARBAGE, Fault.HUGE, Fault.ENDLESS_HEADER, Fault.CLOSE_AFTER}


class HttpSink:
    """Listens on loopback and notes what comes."""

    def __init__(
        self,
        *,
        secret: str | None = None,
        journal: Path | None = None,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.fault = Fault.NONE
        self.connections = 0
        self.journal = Journal(journal)
        self.port = port
        self._webhook = Webhook(secret) if secret else None
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Where to post."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/hook"

    @property
    def requests(self) -> list[dict[str, Any]]:
        """What came, oldest first: path, headers, body, verified."""
        return self.journal.entries

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._connected, "127.0.0.1", self.port, ssl=self._tls
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()
        self.journal.close()

    async def serve(self) -> None:
        """Listen until cancelled."""
        assert self._server is not None
        await self._server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.connections += 1
        try:
            # CancelledError too: Python 3.11 reports a cancelled connection as a fault.
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._one_request(reader, writer):
                    pass
        finally:
            self._open.discard(task)
            writer.transport.abort() if self.fault is Fault.DROP else writer.close()

    async def _one_request(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        request_line, *lines = head.strip().split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        method, path, _ = request_line.split(" ", 2)
        if (method, path) == ("PUT", "/fault"):
            self.fault = Fault(body.decode().strip())
            writer.write(_ANSWERS[Fault.NONE])
            return True
        return await self._answer(writer, method, path, headers, body)

    async def _answer(
        self,
        writer: asyncio.StreamWriter,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
    ) -> bool:
        fault = self.fault
        self.journal.write(
            method=method,
            path=path,
            headers=headers,
            body=_readable(body),
            verified=self._verified(body, headers),
            fault=fault.value,
        )
        await self.journal.announce()
        if fault is Fault.HANG:
            await asyncio.Event().wait()
        if fault is Fault.DROP:
            return False
        writer.write(_ANSWERS[fault])
        await writer.drain()
        return fault not in _CLOSING

    def _verified(self, body: bytes, headers: dict[str, str]) -> bool | None:
        if self._webhook is None:
            return None
        try:
            self._webhook.verify(body, headers)
        except (WebhookVerificationError, ValueError):
            return False
        return True


def _readable(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


async def _run(arguments: argparse.Namespace) -> None:
    sink = HttpSink(secret=arguments.secret, journal=arguments.journal, port=arguments.port)
    async with sink:
        print(sink.url, flush=True)
        await sink.serve()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--journal", type=Path)
    parser.add_argument("--secret")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(parser.parse_args()))
