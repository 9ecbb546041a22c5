"""Connections that go to the very address the guard has checked."""

import asyncio
import contextlib
from collections.abc import Iterable

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
                        return await self._network.connect_tcp(
                            address, port, share, local_address, socket_options
                        )
                return await self._network.connect_tcp(
                    addresses[-1], port, timeout, local_address, socket_options
                )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"no connection within {timeout} s") from error

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
