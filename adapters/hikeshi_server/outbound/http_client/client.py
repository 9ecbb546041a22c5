"""The one client for outgoing HTTP: pooled, limited, never following redirects."""

import asyncio
import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from hikeshi_server.outbound.http_client.answer import Answer, AnswerReader
from hikeshi_server.outbound.http_client.errors import DestinationUnreachableError
from hikeshi_server.outbound.http_client.guard import Guard
from hikeshi_server.outbound.http_client.network import (
    Connect,
    GuardedNetwork,
    connect_by_system,
)
from hikeshi_server.outbound.http_client.pool import Pool
from hikeshi_server.outbound.http_client.request import written
from hikeshi_server.outbound.http_client.target import Endpoint, parse_target
from hikeshi_server.outbound.plain_text import one_line
from hikeshi_server.outbound.trust import trust_context

TOTAL_SECONDS = 10.0
#: Of an answer's body so much is read; the rest is dropped with its connection.
MOST_ANSWER_BYTES = 64 * 1024


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
        connect: Connect = connect_by_system,
        user_agent: str = "Hikeshi",
        most_answer_bytes: int = MOST_ANSWER_BYTES,
    ) -> None:
        trust = trust or trust_context()
        trust.set_alpn_protocols(["http/1.1"])
        self._most_answer_bytes = most_answer_bytes
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "identity"}
        self._pool = Pool(GuardedNetwork(guard, trust, connect))

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
        """Close every connection."""
        await self._pool.aclose()

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        timeout: float = TOTAL_SECONDS,  # noqa: ASYNC109 (part of what the caller promises)
        most_bytes: int | None = None,
    ) -> Answer:
        """Get and return the answer, whatever its status; see `request`."""
        return await self.request(
            "GET", url, headers=headers, timeout=timeout, most_bytes=most_bytes
        )

    async def post(
        self,
        url: str,
        *,
        content: bytes,
        headers: Mapping[str, str],
        timeout: float = TOTAL_SECONDS,  # noqa: ASYNC109 (part of what the caller promises)
    ) -> Answer:
        """Post and return the answer, whatever its status; see `request`."""
        return await self.request("POST", url, content=content, headers=headers, timeout=timeout)

    async def request(
        self,
        method: str,
        url: str,
        *,
        content: bytes = b"",
        headers: Mapping[str, str],
        timeout: float = TOTAL_SECONDS,  # noqa: ASYNC109 (part of what the caller promises)
        most_bytes: int | None = None,
    ) -> Answer:
        """Send a request and return the answer, whatever its status.

        Args:
            method: Such as GET.
            url: http or https; user and password in it become an `Authorization` header.
            content: The body.
            headers: Besides those every request has.
            timeout: Seconds for everything: name, connection, request and answer.
            most_bytes: Of the answer's body so much is read; nothing = as much as usual.

        Raises:
            DestinationRefusedError: The guard or the URL forbids it, or a header cannot be
                written; it will not change.
            DestinationUnreachableError: No connection, no answer in time, or not a whole one.
        """
        target = parse_target(url)
        length = {"Content-Length": str(len(content))}
        together = {**self._headers, **target.headers, **length, **headers}
        request = written(method, target, together, content)
        most = self._most_answer_bytes if most_bytes is None else most_bytes
        reader = AnswerReader(most, with_body=method != "HEAD")
        try:
            async with asyncio.timeout(timeout):
                return await self._send(target.endpoint, request, reader)
        except TimeoutError as error:
            raise DestinationUnreachableError(
                f"{target.name} did not answer within {timeout:g} s.", maybe_sent=reader.awaited
            ) from error
        except OSError as error:
            said = one_line(str(error), 200) or type(error).__name__
            raise DestinationUnreachableError(
                f"{target.name} cannot be reached or broke off: {said}.", maybe_sent=reader.awaited
            ) from error

    async def _send(self, endpoint: Endpoint, request: bytes, reader: AnswerReader) -> Answer:
        pool = self._pool
        async with pool.turn_at(endpoint), pool.turn:
            connection = await pool.take(endpoint)
            try:
                return await connection.exchange(request, reader)
            finally:
                pool.give_back(connection)
