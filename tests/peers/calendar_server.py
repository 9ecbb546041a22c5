"""A calendar server on loopback: speaks conditional requests, sends on, fails on demand."""

import asyncio
import contextlib
import hashlib
from types import TracebackType
from typing import Self

from attrs import define, field

PATH = "/private-3cr3t/basic.ics"


@define
class CalendarServer:
    """Serves one file.

    Args:
        text: The file.
        status: What it answers with; anything but 200 has no body.
        headers: Sent besides.
        asked: The headers of every request, names in lower case.
    """

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(factory=dict)
    asked: list[dict[str, str]] = field(factory=list)
    port: int = 0
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Where the file is."""
        return f"http://127.0.0.1:{self.port}{PATH}"

    @property
    def etag(self) -> str:
        """Names the file as it is."""
        return f'"{hashlib.sha256(self.text.encode()).hexdigest()[:16]}"'

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            _, *lines = head.strip().split("\r\n")
            asked = {name.lower(): value for name, _, value in (x.partition(": ") for x in lines)}
            self.asked.append(asked)
            writer.write(self._answer(asked))
            await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    def _answer(self, asked: dict[str, str]) -> bytes:
        fresh = self.status == 200 and asked.get("if-none-match") == self.etag
        status = 304 if fresh else self.status
        body = self.text.encode() if status == 200 else b""
        headers = {
            "ETag": self.etag,
            "Last-Modified": "Mon, 05 Jan 2026 00:00:00 GMT",
            "Connection": "close",
            **self.headers,
            "Content-Length": str(len(body)),
        }
        lines = [f"HTTP/1.1 {status} x", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body
