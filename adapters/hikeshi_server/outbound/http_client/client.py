"""The one client for outgoing HTTP: pooled, limited, never following redirects."""

import asyncio
import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

import httpcore
from attrs import field, frozen

from hikeshi_server.outbound.http_client.errors import (
    DestinationRefusedError,
    DestinationUnreachableError,
)
from hikeshi_server.outbound.http_client.guard import Guard
from hikeshi_server.outbound.http_client.network import GuardedNetwork
from hikeshi_server.outbound.http_client.target import Target, parse_target
from hikeshi_server.outbound.plain_text import one_line
from hikeshi_server.outbound.trust import trust_context

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 10.0
#: Of an answer's body so much is read; the rest is dropped with its connection.
MOST_ANSWER_BYTES = 64 * 1024
MOST_CONNECTIONS = 100
#: One slow destination may not take every connection.
MOST_PER_DESTINATION = 20
IDLE_SECONDS = 60.0


@frozen
class Answer:
    """What the other side said.

    Args:
        headers: Names in lower case; of repeated ones the last.
        text: The beginning of the body.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)


class _Progress:
    """How far one attempt got, told by httpcore's trace."""

    def __init__(self) -> None:
        self.connected_anew = False
        self.sent = False

    async def __call__(self, name: str, _: Mapping[str, object]) -> None:
        if name == "connection.connect_tcp.started":
            self.connected_anew = True
        elif name == "http11.send_request_headers.complete":
            self.sent = True


class OutgoingHttp:
    """Sends requests; used by every channel, so that no request leaves unguarded.

    Every new connection goes through the guard; a pooled one stays with the address that was
    checked when it was opened. Redirects are answers like any other.
    """

    def __init__(
        self,
        guard: Guard,
        *,
        trust: ssl.SSLContext | None = None,
        network: httpcore.AsyncNetworkBackend | None = None,
        user_agent: str = "Hikeshi",
        most_answer_bytes: int = MOST_ANSWER_BYTES,
    ) -> None:
        self._most_answer_bytes = most_answer_bytes
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "identity"}
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trust or trust_context(),
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=MOST_CONNECTIONS,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=GuardedNetwork(guard, network or httpcore.AnyIOBackend()),
        )

    async def __aenter__(self) -> Self:
        # Loads what the first connection would otherwise load, holding the first page up.
        await httpcore.AnyIOBackend().sleep(0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()

    async def post(
        self,
        url: str,
        *,
        content: bytes,
        headers: Mapping[str, str],
        timeout: float = TOTAL_SECONDS,  # noqa: ASYNC109 (part of what the caller promises)
    ) -> Answer:
        """Post and return the answer, whatever its status; see `send`."""
        return await self.send("POST", url, content=content, headers=headers, timeout=timeout)

    async def send(
        self,
        method: str,
        url: str,
        *,
        content: bytes = b"",
        headers: Mapping[str, str],
        timeout: float = TOTAL_SECONDS,  # noqa: ASYNC109 (part of what the caller promises)
    ) -> Answer:
        """Send a request and return the answer, whatever its status.

        Args:
            method: Such as GET.
            url: http or https; user and password in it become an `Authorization` header.
            content: The body.
            headers: Besides those every request has.
            timeout: Seconds for everything: name, connection, request and answer.

        Raises:
            DestinationRefusedError: The guard or the URL forbids it; it will not change.
            DestinationUnreachableError: No connection, no answer in time, or not a whole one.
        """
        target = parse_target(url)
        progress = _Progress()
        try:
            async with asyncio.timeout(timeout), self._turn(target.name):
                return await self._send(method, target, content, headers, progress)
        except TimeoutError as error:
            raise DestinationUnreachableError(
                f"{target.name} did not answer within {timeout:g} s.", maybe_sent=progress.sent
            ) from error
        except httpcore.TimeoutException as error:
            raise DestinationUnreachableError(
                f"{target.name} took no connection within {CONNECT_SECONDS:g} s.",
                maybe_sent=progress.sent,
            ) from error
        except httpcore.LocalProtocolError as error:
            raise DestinationRefusedError(f"The request cannot be sent: {error}.") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            said = one_line(str(error), 200) or type(error).__name__
            raise DestinationUnreachableError(
                f"{target.name} cannot be reached or broke off: {said}.", maybe_sent=progress.sent
            ) from error

    def _turn(self, name: str) -> asyncio.Semaphore:
        turn = self._turns.get(name)
        if turn is None:
            self._turns[name] = turn = asyncio.Semaphore(MOST_PER_DESTINATION)
        return turn

    async def _send(
        self,
        method: str,
        target: Target,
        content: bytes,
        headers: Mapping[str, str],
        progress: _Progress,
    ) -> Answer:
        while True:
            progress.connected_anew = False
            try:
                return await self._exchange(method, target, content, headers, progress)
            except (httpcore.NetworkError, httpcore.ProtocolError):
                # A pooled connection that died before it took even the headers has delivered
                # nothing: this repetition is safe. It ends, for every round uses one up, and a
                # new connection is never tried twice.
                if progress.sent or progress.connected_anew:
                    raise

    async def _exchange(
        self,
        method: str,
        target: Target,
        content: bytes,
        headers: Mapping[str, str],
        progress: _Progress,
    ) -> Answer:
        length = {"Content-Length": str(len(content))}
        together = {**self._headers, **target.headers, **length, **headers}
        request = httpcore.Request(
            method,
            target.url,
            headers=list(together.items()),
            content=content,
            extensions={"timeout": {"connect": CONNECT_SECONDS}, "trace": progress},
        )
        response = await self._pool.handle_async_request(request)
        try:
            return Answer(
                status=response.status,
                headers={
                    name.decode("latin-1").lower(): value.decode("latin-1")
                    for name, value in response.headers
                },
                text=await _beginning(response, self._most_answer_bytes),
            )
        finally:
            await response.aclose()


async def _beginning(response: httpcore.Response, most: int) -> str:
    read = bytearray()
    async for chunk in response.aiter_stream():
        read += chunk
        if len(read) >= most:
            break
    return read[:most].decode("utf-8", "replace")
