"""HTTP/1.1 as uvicorn speaks it, with an end to what a connection may take to ask something."""

from asyncio import BaseTransport, TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: Seconds in which a request has to arrive, its head and its body; RFC 9110 has no opinion.
MOST_SECONDS = 60.0
#: Bytes of request line and headers; nothing we are asked needs more.
MOST_HEAD_BYTES = 64 * 1024
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class BoundedProtocol(HttpToolsProtocol):
    """Ends connections whose requests do not arrive in time, or have endless heads.

    One timer watches a connection as long as it lives: making one for every request, and another
    for the pause after it, would cost more than reading the request.
    """

    most_seconds = MOST_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: float | None = None
        self._timer: TimerHandle | None = None
        self._head_bytes = 0
        self._in_head = True

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._expect(self.most_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._deadline = None
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, unless it is a head without end."""
        if self._in_head:
            if not self._head_bytes:
                self._expect(self.most_seconds)
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > MOST_HEAD_BYTES:
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """The head is whole; go on with the request."""
        self.head_is_whole()
        super().on_headers_complete()

    def head_is_whole(self) -> None:
        """Count no more of the head."""
        self._in_head, self._head_bytes = False, 0

    def on_message_complete(self) -> None:
        """The request is whole; the answer may take its time."""
        super().on_message_complete()
        self._in_head, self._deadline = True, None

    def on_response_complete(self) -> None:
        """Go on with a request that came meanwhile, or wait for one as long as we keep alive."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        elif self._deadline is None:
            self._expect(self.timeout_keep_alive)

    def _expect(self, seconds: float) -> None:
        """Let the connection end unless a request is whole in so many seconds."""
        deadline = self._deadline = self.loop.time() + seconds
        if self._timer is not None:
            if self._timer.when() <= deadline:
                return  # it looks again when it rings
            self._timer.cancel()
        self._timer = self.loop.call_at(deadline, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._deadline is None:
            return
        if self._deadline <= self.loop.time():
            self.transport.abort()
        else:
            self._timer = self.loop.call_at(self._deadline, self._look)
