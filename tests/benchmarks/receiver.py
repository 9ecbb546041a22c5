"""Receives webhooks in a process of its own and remembers when each title arrived.

`GET /` answers what came since the last `GET /` as JSON: title to nanoseconds since the epoch.
"""

import asyncio
import json
import re
import time
from collections import defaultdict
from typing import Any

import uvloop

_TITLE = re.compile(rb'"title":"([^"]*)"')
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

arrived: dict[str, list[int]] = defaultdict(list)


class Receiver(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._received = b""

    def connection_made(self, transport: Any) -> None:
        """Keep it."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        now = time.time_ns()
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            found = _LENGTH.search(self._received, 0, end)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._received) < whole:
                return
            request, self._received = self._received[:whole], self._received[whole:]
            self._answer(request, now)

    def _answer(self, request: bytes, now: int) -> None:
        if request.startswith(b"GET"):
            body = json.dumps(arrived).encode()
            arrived.clear()
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
            )
            return
        title = _TITLE.search(request)
        arrived[title[1].decode() if title else ""].append(now)
        self._transport.write(_OK)


async def main() -> None:
    """Print the port and serve until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Receiver, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
