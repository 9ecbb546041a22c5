"""Connections that go to the very address the guard has checked."""

import asyncio
import contextlib
import select
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from hikeshi_server.outbound.http_client.guard import Guard

#: A host with more addresses than this is tried at the first ones only.
_MOST_ADDRESSES = 4


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Resolves once, asks the guard, connects to what it admitted.

    TLS is laid over the connection afterwards and still checks the certificate against the name.
    """

    def __init__(self, guard: Guard, network: httpcore.AsyncNetworkBackend) -> None:
        self._guard = guard
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first admitted address that answers, within `timeout` seconds in all."""
        try:
            async with asyncio.timeout(timeout):
                addresses = (await self._guard.admit(host, port))[:_MOST_ADDRESSES]
                for left, address in zip(range(len(addresses), 1, -1), addresses, strict=False):
                    # The last one may use up what is left; the others get an equal share.
                    share = None if timeout is None else timeout / left
                    with contextlib.suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                        return await self._connect(
                            address, port, share, local_address, socket_options
                        )
                return await self._connect(
                    addresses[-1], port, timeout, local_address, socket_options
                )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"no connection within {timeout} s") from error

    async def _connect(
        self,
        address: str,
        port: int,
        timeout: float | None,  # noqa: ASYNC109 (httpcore's signature)
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._network.connect_tcp(
            address, port, timeout, local_address, socket_options
        )
        return WatchedStream(stream)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's signature)
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: a socket file is never out on the Internet."""
        raise httpcore.ConnectError(f"no connection to the socket {path}")

    async def sleep(self, seconds: float) -> None:
        """Wait, between the attempts of httpcore (of which we ask for none)."""
        await self._network.sleep(seconds)


class WatchedStream(httpcore.AsyncNetworkStream):
    """A connection that says cheaply whether the other side has closed it or spoken unasked.

    The pool asks every idle connection that, twice for each request; the stream underneath takes
    a tenth of a millisecond to answer.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._poll: select.poll | None = None
        found = stream.get_extra_info("socket")
        if found is not None and found.fileno() >= 0:
            self._poll = select.poll()
            self._poll.register(found.fileno(), select.POLLIN)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Return what came."""
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send."""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close it."""
        self._poll = None
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's signature)
    ) -> httpcore.AsyncNetworkStream:
        """Lay TLS over it."""
        return WatchedStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """Answer httpcore's questions about the connection."""
        if info == "is_readable" and self._poll is not None:
            return bool(self._poll.poll(0))
        return self._stream.get_extra_info(info)
