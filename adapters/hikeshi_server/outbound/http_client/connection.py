"""One connection: a request leaves in one write, and its answer is waited for."""

import asyncio
import select
from collections.abc import Callable
from typing import cast

from hikeshi_server.outbound.http_client.answer import Answer, AnswerReader, BrokenAnswerError
from hikeshi_server.outbound.http_client.target import Endpoint


class Connection(asyncio.Protocol):
    """Carries one request after the other.

    Args:
        endpoint: Where it goes.
        lost: Told when it has ended, by whomever.
    """

    def __init__(self, endpoint: Endpoint, lost: Callable[["Connection"], None]) -> None:
        self.endpoint = endpoint
        self.ended = asyncio.Event()
        self._lost = lost
        self._transport: asyncio.Transport | None = None
        self._poll = select.poll()
        self._reader: AnswerReader | None = None
        self._answered: asyncio.Future[Answer] | None = None

    @property
    def is_open(self) -> bool:
        """Say whether it has neither ended nor begun to."""
        return self._transport is not None and not self._transport.is_closing()

    @property
    def is_silent(self) -> bool:
        """Say whether it is open and the other side has not spoken unasked.

        Asks the machine, too: that the other side has closed may not have been read yet.
        """
        return self.is_open and not self._poll.poll(0)

    async def exchange(self, request: bytes, reader: AnswerReader) -> Answer:
        """Send the request and return the answer; only a connection fit for another one stays.

        Raises:
            OSError: The connection broke, or the answer is none.
        """
        transport = self._transport
        if transport is None or transport.is_closing():
            raise BrokenAnswerError("closed before the request")
        reader.awaited = True
        self._reader = reader
        self._answered = asyncio.get_running_loop().create_future()
        try:
            transport.write(request)
            return await self._answered
        finally:
            self._reader = self._answered = None
            if not reader.reusable or transport.get_write_buffer_size():
                transport.abort()

    def abort(self) -> None:
        """End it at once."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop."""
        self._transport = cast(asyncio.Transport, transport)
        self._poll.register(transport.get_extra_info("socket").fileno(), select.POLLIN)

    def data_received(self, received: bytes) -> None:
        """Called by the loop; what nobody asked for might be taken for the next answer."""
        if self._reader is None:
            self.abort()
            return
        try:
            self._reader.feed(received)
        except BrokenAnswerError as error:
            self._settle(error)
            self.abort()
        else:
            self._settle(self._reader.answer)

    def connection_lost(self, error: Exception | None) -> None:
        """Called by the loop, once."""
        self.ended.set()
        self._lost(self)
        if self._reader is None or self._reader.answer is not None:
            return
        try:
            if error is None:
                self._reader.end()
        except BrokenAnswerError as cut:
            error = cut
        self._settle(error or self._reader.answer)

    def _settle(self, outcome: Answer | Exception | None) -> None:
        if self._answered is None or self._answered.done() or outcome is None:
            return
        if isinstance(outcome, Answer):
            self._answered.set_result(outcome)
        else:
            self._answered.set_exception(outcome)
