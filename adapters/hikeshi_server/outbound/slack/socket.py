"""Opens the socket Slack speaks on (docs.slack.dev/apis/events-api/using-socket-mode)."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import SplitResult, urlsplit

from attrs import frozen
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from hikeshi.kernel.errors import ConflictError
from hikeshi_server.outbound.http_client.dialing import dial
from hikeshi_server.outbound.http_client.errors import DestinationUnreachableError
from hikeshi_server.outbound.http_client.guard import Guard
from hikeshi_server.outbound.slack.client import SlackClient
from hikeshi_server.outbound.trust import trust_context

#: A longer message is none of Slack's: a payload carries the message it was pressed in.
MOST_MESSAGE_BYTES = 512 * 1024
#: A socket that answers no ping for so long is dead.
PING_SECONDS = 20.0
_OPEN_SECONDS = 10.0
_PORTS = {"wss": 443, "ws": 80}


class BadSocketAddressError(ConflictError):
    """Slack named an address for the socket that is none: it must begin with wss://."""


@frozen
class SlackSocket:
    """A connection on which Slack speaks."""

    connection: ClientConnection

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        """Yield each message, until the other side closes."""
        try:
            async for message in self.connection:
                yield message
        except ConnectionClosed:
            return

    async def send(self, text: str) -> None:
        """Say something.

        Raises:
            DestinationUnreachableError: The connection has ended.
        """
        try:
            await self.connection.send(text)
        except ConnectionClosed as error:
            raise DestinationUnreachableError("Slack closed the socket.") from error


@frozen
class SlackSockets:
    """Asks Slack for an address and connects to it, once each time.

    Args:
        client: Of an app with an app-level token.
        guard: Decides whether the address Slack names may be connected to.
    """

    client: SlackClient
    guard: Guard

    @asynccontextmanager
    async def open(self) -> AsyncIterator[SlackSocket]:
        """Open a socket, and close it in the end.

        Raises:
            SlackRefusedError: Slack gives out no address: the token is wrong, say.
            BadSocketAddressError: What it named is none.
            DestinationRefusedError: It leads inwards.
            DestinationUnreachableError: Nobody takes the connection, or speaks WebSocket there.
        """
        said = await self.client.call("apps.connections.open", token=self.client.app.app_token)
        url = str(said.get("url") or "")
        parts = self._checked(url)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        dialled = await dial(self.guard, host, port)
        opening = connect(
            url,
            sock=dialled,  # redirects cannot be followed with it, and so lead nowhere unguarded
            ssl=_trust(parts),
            server_hostname=host if parts.scheme == "wss" else None,
            proxy=None,
            open_timeout=_OPEN_SECONDS,
            ping_interval=PING_SECONDS,
            ping_timeout=PING_SECONDS,
            max_size=MOST_MESSAGE_BYTES,
        )
        try:
            connection = await opening
        except (WebSocketException, OSError, ValueError) as error:
            dialled.close()
            raise DestinationUnreachableError(
                f"{host} opened no WebSocket: {type(error).__name__}."
            ) from error
        try:
            yield SlackSocket(connection)
        finally:
            await connection.close()

    def _checked(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            _ = parts.port
        except ValueError:
            raise BadSocketAddressError from None
        # Where the API itself is spoken to without TLS, in tests say, the socket may be, too.
        plain = parts.scheme == "ws" and self.client.app.api_url.startswith("http://")
        if not parts.hostname or not (parts.scheme == "wss" or plain):
            raise BadSocketAddressError
        return parts


def _trust(parts: SplitResult) -> ssl.SSLContext | None:
    return trust_context() if parts.scheme == "wss" else None
