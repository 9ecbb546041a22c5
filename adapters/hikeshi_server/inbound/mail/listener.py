"""A small mail server for replies (RFC 5321): it takes mail for signed addresses and no other."""

import asyncio
import contextlib
import socket
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope, Session
from attrs import frozen

from hikeshi.kernel.errors import ForbiddenError, HikeshiError, UnavailableError
from hikeshi.kernel.ids import NotificationId
from hikeshi_server.inbound.mail.door import MOST_MAIL_BYTES
from hikeshi_server.inbound.mail.taking import TakeInMail

#: More connections at once are turned away with 421: mail servers come again.
MOST_CONNECTIONS = 20
#: A client that says nothing for so long is hung up on.
IDLE_SECONDS = 60.0
_MOST_COMMANDS = 100
_LONGEST_ANSWER = 400


@frozen
class _Conversation:
    """What aiosmtpd asks while a client speaks; the names are its own."""

    take_in: TakeInMail
    read_address: Callable[[str], NotificationId]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take one recipient, whose address was made here: nothing is passed on to anybody."""
        del server, session, options
        if envelope.rcpt_tos:
            return "452 4.5.3 one recipient at a time"
        try:
            self.read_address(address)
        except ForbiddenError as error:
            return _answer("550 5.1.1", error.detail)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take the mail in, or say why not: a person then reads it in what their server returns."""
        del server, session
        raw = envelope.content
        assert isinstance(raw, bytes)  # noqa: S101 (as it was asked for below)
        (address,) = envelope.rcpt_tos
        return_path = (envelope.mail_from or "").strip("<>")  # aiosmtpd says <> for nobody
        try:
            taken = await self.take_in(address, raw, return_path=return_path)
        except UnavailableError as error:
            return _answer("451 4.3.0", error.detail)
        except HikeshiError as error:
            return _answer("550 5.7.1", error.detail)
        return _answer("250 2.0.0", taken.value)


class _Turn(SMTP):
    """One client's connection; one too many is told to come again."""

    def __init__(self, listener: "MailListener", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._listener = listener

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, unless there are too many."""
        self._listener.turns.add(self)
        if len(self._listener.turns) > MOST_CONNECTIONS:
            assert isinstance(transport, asyncio.Transport)  # noqa: S101 (a stream has no other)
            transport.write(b"421 4.3.2 too many connections, come again\r\n")
            transport.close()
            return
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """End."""
        self._listener.turns.discard(self)
        if self.transport is not None:
            super().connection_lost(error)


class MailListener:
    """Listens while it is entered.

    Args:
        listening: A socket that is bound already.
        hostname: What it calls itself.

    Attributes:
        turns: The connections that are open.
    """

    def __init__(
        self,
        take_in: TakeInMail,
        listening: socket.socket,
        hostname: str,
    ) -> None:
        self.turns: set[_Turn] = set()
        self._conversation = _Conversation(take_in, take_in.read_address)
        self._listening = listening
        self._hostname = hostname
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._turn, sock=self._listening)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is None:
            return
        self._server.close()
        for turn in list(self.turns):
            if isinstance(turn.transport, asyncio.WriteTransport):
                turn.transport.abort()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(IDLE_SECONDS):
                await self._server.wait_closed()

    def _turn(self) -> _Turn:
        return _Turn(
            self,
            self._conversation,
            data_size_limit=MOST_MAIL_BYTES,
            enable_SMTPUTF8=True,
            hostname=self._hostname,
            ident="Hikeshi",
            timeout=IDLE_SECONDS,
            command_call_limit=_MOST_COMMANDS,
            loop=asyncio.get_running_loop(),
        )


def _answer(code: str, said: str) -> str:
    """Return one line of an answer, in ASCII (RFC 5321, section 4.2)."""
    text = said.encode("ascii", "replace").decode()
    return f"{code} {' '.join(text.split())[:_LONGEST_ANSWER]}"
