"""An SMTP server (aiosmtpd): notes every mail it takes, and fails on demand.

In a test: `async with SmtpSink() as sink: … sink.url`. As a process of its own, for tests that
kill things: `python -m tests.peers.smtp_sink --port 2525 --journal FILE [--fault busy]`.
"""

import argparse
import asyncio
import contextlib
import ssl
import warnings
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.peers.journal import Journal


class Fault(StrEnum):
    """What goes wrong with a mail."""

    NONE = "none"
    BUSY = "busy"  # 451 after the data
    REFUSED = "refused"  # 550 for the recipient
    GREYLISTED = "greylisted"  # 450 for the recipient
    SPAM = "spam"  # 554 after the data
    GOODBYE = "goodbye"  # 421 instead of taking the sender, once; then as if nothing had been
    DROP_DATA = "drop_data"  # closes after the data without a reply
    HANG_DATA = "hang_data"  # never replies to the data
    CLOSE_AFTER = "close_after"  # takes the mail and closes


class SmtpSink:
    """Listens on loopback and notes what comes."""

    def __init__(
        self,
        *,
        journal: Path | None = None,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        smtps: bool = False,
        login: tuple[str, str] | None = None,
        smtputf8: bool = True,
    ) -> None:
        self.fault = Fault.NONE
        self.connections = 0
        self.journal = Journal(journal)
        self.port = port
        self._tls = tls
        self._smtps = smtps
        self._login = login
        self._smtputf8 = smtputf8
        self._server: asyncio.Server | None = None
        self._sessions: list[SMTP] = []

    @property
    def url(self) -> str:
        """The value of HIKESHI_SMTP_URL that leads here."""
        return f"{'smtps' if self._smtps else 'smtp'}://localhost:{self.port}"

    @property
    def mails(self) -> list[dict[str, Any]]:
        """What was taken, oldest first."""
        return [entry for entry in self.journal.entries if entry["taken"]]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.get_running_loop().create_server(
            self._session, "127.0.0.1", self.port, ssl=self._tls if self._smtps else None
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
        for session in self._sessions:
            _abort(session)
        await self._server.wait_closed()
        self.journal.close()

    async def serve(self) -> None:
        """Listen until cancelled."""
        assert self._server is not None
        await self._server.serve_forever()

    def hang_up(self) -> None:
        """Close every connection, as servers do with idle ones."""
        for session in self._sessions:
            if session.transport is not None:
                session.transport.close()

    def _session(self) -> SMTP:
        self.connections += 1
        starttls = self._tls is not None and not self._smtps
        with warnings.catch_warnings():
            # It warns of what these tests are about: logins and TLS.
            warnings.simplefilter("ignore")
            session = SMTP(
                self,
                hostname="sink.example.org",
                enable_SMTPUTF8=self._smtputf8,
                tls_context=self._tls if starttls else None,
                require_starttls=starttls,
                auth_required=self._login is not None,
                auth_require_tls=False,
                authenticator=self._authenticate,
                loop=asyncio.get_running_loop(),
            )
        self._sessions.append(session)
        return session

    def _authenticate(self, *arguments: Any) -> AuthResult:
        login = arguments[-1]
        fits = isinstance(login, LoginPassword) and self._login == (
            login.login.decode(),
            login.password.decode(),
        )
        return AuthResult(success=fits, handled=False)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.fault is Fault.GOODBYE:
            self.fault = Fault.NONE
            return "421 4.4.2 idle for too long, goodbye"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.fault is Fault.REFUSED:
            return "550 5.1.1 no such mailbox"
        if self.fault is Fault.GREYLISTED:
            return "450 4.2.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        refused = {Fault.BUSY: "451 4.3.0 too busy", Fault.SPAM: "554 5.7.1 looks like spam"}
        self._note(server, envelope, taken=self.fault not in refused)
        await self.journal.announce()
        assert server.transport is not None
        if self.fault is Fault.HANG_DATA:
            await asyncio.Event().wait()
        if self.fault is Fault.DROP_DATA:
            _abort(server)
        if self.fault is Fault.CLOSE_AFTER:
            asyncio.get_running_loop().call_soon(server.transport.close)
        return refused.get(self.fault, "250 2.0.0 queued as 1")

    def _note(self, server: SMTP, envelope: Envelope, *, taken: bool) -> None:
        raw = envelope.content
        assert isinstance(raw, bytes)
        message = message_from_bytes(raw, policy=default)
        assert isinstance(message, EmailMessage)
        self.journal.write(
            taken=taken,
            sender=envelope.mail_from,
            recipients=envelope.rcpt_tos,
            options=envelope.mail_options,
            encrypted=_is_encrypted(server),
            headers={name.lower(): str(value) for name, value in message.items()},
            text=_part(message, "plain"),
            html=_part(message, "html"),
            longest_line=max(len(line) for line in raw.split(b"\r\n")),
            ascii=raw.isascii(),
        )


def _is_encrypted(session: SMTP) -> bool:
    return session.transport is not None and bool(session.transport.get_extra_info("sslcontext"))


def _abort(session: SMTP) -> None:
    if isinstance(session.transport, asyncio.WriteTransport):
        session.transport.abort()


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    return "" if part is None else str(part.get_content())


async def _run(arguments: argparse.Namespace) -> None:
    async with SmtpSink(journal=arguments.journal, port=arguments.port) as sink:
        sink.fault = arguments.fault
        print(sink.url, flush=True)
        await sink.serve()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--journal", type=Path)
    parser.add_argument("--fault", type=Fault, default=Fault.NONE)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(parser.parse_args()))
