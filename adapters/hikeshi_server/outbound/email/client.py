"""A few connections to the mail server, kept open between pages."""

import asyncio
import contextlib
import socket
import ssl
from types import TracebackType
from typing import Self

import aiosmtplib
from attrs import frozen

from hikeshi.kernel.errors import ConflictError
from hikeshi_server.outbound.email.settings import Encryption, SmtpServer
from hikeshi_server.outbound.plain_text import one_line
from hikeshi_server.outbound.trust import trust_context

COMMAND_SECONDS = 10.0
#: RFC 5321, section 4.5.3.2 would wait for minutes; a page tries another way by then.
TOTAL_SECONDS = 20.0
MOST_CONNECTIONS = 5
#: A connection idle for longer is asked whether it lives before it is trusted with a page.
_CHECK_AFTER_SECONDS = 10.0
_IDLE_SECONDS = 60.0
_CLOSING = 421  # RFC 5321, section 3.8: the server closes the connection, mostly for idleness


class SmtpRefusedError(ConflictError):
    """The mail server said no.

    Attributes:
        code: Its reply: 4xx may pass, 5xx will not (RFC 5321, section 4.2.1).
        at_recipient: Said when it was told the recipient's address.
    """

    def __init__(self, code: int, said: str, *, at_recipient: bool = False) -> None:
        super().__init__(f"The mail server answered {code} {said}".strip())
        self.code = code
        self.said = said
        self.at_recipient = at_recipient


class SmtpUnreachableError(ConflictError):
    """There is no connection to the mail server, or it broke off.

    Attributes:
        maybe_sent: The mail may have been taken on all the same.
    """

    def __init__(self, detail: str, *, maybe_sent: bool) -> None:
        super().__init__(detail)
        self.maybe_sent = maybe_sent


@frozen
class Taken:
    """The reply by which the server took the mail on."""

    code: int
    said: str


class _Transfer:
    """One mail on its way: where it is decides what a broken connection means."""

    def __init__(self, sender: str, recipient: str, message: bytes) -> None:
        self._sender = sender
        self._recipient = recipient
        self._message = message
        self.began_data = False

    async def run(self, connection: aiosmtplib.SMTP) -> Taken:
        """Hand the mail over."""
        if self._recipient.isascii():
            await connection.mail(self._sender)
        else:
            await self._mail_in_utf8(connection)
        await connection.rcpt(self._recipient, encoding="utf-8")
        self.began_data = True
        reply = await connection.data(self._message)
        return Taken(reply.code, _said(reply.message))

    async def _mail_in_utf8(self, connection: aiosmtplib.SMTP) -> None:
        if connection.is_ehlo_or_helo_needed:
            await connection.ehlo()
        if not connection.supports_extension("smtputf8"):
            # The code RFC 6531, section 3.5 gives to this case.
            raise aiosmtplib.SMTPResponseException(553, "the server has no SMTPUTF8")
        await connection.mail(self._sender, options=["SMTPUTF8"])


class SmtpClient:
    """Delivers mails one by one over a few connections."""

    def __init__(
        self,
        server: SmtpServer,
        *,
        trust: ssl.SSLContext | None = None,
        connections: int = MOST_CONNECTIONS,
    ) -> None:
        self._server = server
        self._trust = trust or trust_context()
        self._turns = asyncio.Semaphore(connections)
        self._idle: list[tuple[aiosmtplib.SMTP, float]] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Take leave of the server and close every idle connection."""
        while self._idle:
            connection, _ = self._idle.pop()
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await connection.quit(timeout=1)
            connection.close()

    async def deliver(self, sender: str, recipient: str, message: bytes) -> Taken:
        """Hand one mail to the server.

        Args:
            sender: Address for bounces.
            recipient: ASCII, or anything where the server speaks SMTPUTF8.
            message: With CRLF line ends.

        Raises:
            SmtpRefusedError: The server's answer is no.
            SmtpUnreachableError: There was no answer.
        """
        transfer = _Transfer(sender, recipient, message)
        try:
            async with asyncio.timeout(TOTAL_SECONDS), self._turns:
                return await self._deliver(transfer)
        except aiosmtplib.SMTPResponseException as error:
            at_recipient = isinstance(error, aiosmtplib.SMTPRecipientRefused)
            said = _said(error.message)
            raise SmtpRefusedError(error.code, said, at_recipient=at_recipient) from error
        except TimeoutError as error:
            raise SmtpUnreachableError(
                f"{self._place} did not answer in time.", maybe_sent=transfer.began_data
            ) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            said = one_line(str(error), 200) or type(error).__name__
            raise SmtpUnreachableError(
                f"{self._place} cannot be reached or broke off: {said}.",
                maybe_sent=transfer.began_data,
            ) from error

    @property
    def _place(self) -> str:
        return f"The mail server {self._server.host}:{self._server.port}"

    async def _deliver(self, transfer: _Transfer) -> Taken:
        while (connection := await self._idle_connection()) is not None:
            # A kept connection may be dead without our knowing. As long as the server has not
            # been handed the mail, another connection is safe; every round uses one up.
            with contextlib.suppress(_StaleError):
                return await self._transfer(connection, transfer, kept=True)
        return await self._transfer(await self._connect(), transfer, kept=False)

    async def _transfer(
        self, connection: aiosmtplib.SMTP, transfer: _Transfer, *, kept: bool
    ) -> Taken:
        try:
            taken = await transfer.run(connection)
        except aiosmtplib.SMTPResponseException as error:
            stale = kept and error.code == _CLOSING and not transfer.began_data
            await self._reset(connection, closing=error.code == _CLOSING)
            if stale:
                raise _StaleError from error
            raise
        except (aiosmtplib.SMTPServerDisconnected, ConnectionError) as error:
            connection.close()
            if kept and not transfer.began_data:
                raise _StaleError from error
            raise
        except BaseException:
            # Cancelled or timed out in the middle of a command: the dialogue is out of step.
            connection.close()
            raise
        self._keep(connection)
        return taken

    async def _connect(self) -> aiosmtplib.SMTP:
        encryption = self._server.encryption
        connection = aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.port,
            username=self._server.user,
            password=self._server.password,
            local_hostname=socket.gethostname(),
            timeout=COMMAND_SECONDS,
            use_tls=encryption is Encryption.TLS,
            start_tls={Encryption.REQUIRED: True, Encryption.OPPORTUNISTIC: None}.get(
                encryption, False
            ),
            tls_context=self._trust,
        )
        await connection.connect()
        return connection

    async def _idle_connection(self) -> aiosmtplib.SMTP | None:
        """Return a kept connection that seems alive; the last used one first."""
        now = asyncio.get_running_loop().time()
        while self._idle:
            connection, since = self._idle.pop()
            if now - since < _IDLE_SECONDS and await _is_alive(connection, now - since):
                return connection
            connection.close()
        return None

    async def _reset(self, connection: aiosmtplib.SMTP, *, closing: bool) -> None:
        """Keep the connection after a refusal, where it can be brought back to its start."""
        try:
            if closing or not connection.is_connected:
                raise aiosmtplib.SMTPServerDisconnected("closing")
            await connection.rset(timeout=2)
        except (aiosmtplib.SMTPException, OSError):
            connection.close()
        else:
            self._keep(connection)

    def _keep(self, connection: aiosmtplib.SMTP) -> None:
        self._idle.append((connection, asyncio.get_running_loop().time()))


class _StaleError(Exception):
    """A kept connection was dead, and nothing had been handed over."""


async def _is_alive(connection: aiosmtplib.SMTP, idle_seconds: float) -> bool:
    if not connection.is_connected:
        return False
    if idle_seconds < _CHECK_AFTER_SECONDS:
        return True
    try:
        await connection.noop(timeout=2)
    except (aiosmtplib.SMTPException, OSError):
        return False
    return True


def _said(message: str) -> str:
    return one_line(message, 200)
