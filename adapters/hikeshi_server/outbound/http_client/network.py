"""Connections that go to the very address the guard has checked."""

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable

from attrs import frozen

from hikeshi_server.outbound.http_client.connection import Connection
from hikeshi_server.outbound.http_client.errors import DestinationUnreachableError
from hikeshi_server.outbound.http_client.guard import Guard
from hikeshi_server.outbound.http_client.target import Endpoint

CONNECT_SECONDS = 5.0
#: A host with more addresses than this is tried at the first ones only.
_MOST_ADDRESSES = 4

Create = Callable[[], Connection]
#: Connects to an address and port; with a context, TLS for that name is laid over it.
Connect = Callable[[Create, str, int, ssl.SSLContext | None, str | None], Awaitable[Connection]]


async def connect_by_system(
    create: Create, address: str, port: int, trust: ssl.SSLContext | None, name: str | None
) -> Connection:
    """Connect through the machine's network.

    Raises:
        OSError: Nobody takes the connection, or the certificate is not for that name.
    """
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(
        create, address, port, ssl=trust, server_hostname=name
    )
    return connection


@frozen
class GuardedNetwork:
    """Resolves once, asks the guard, connects to what it admitted.

    TLS is laid over the connection and still checks the certificate against the name.
    """

    guard: Guard
    trust: ssl.SSLContext
    connect: Connect = connect_by_system

    async def open(self, endpoint: Endpoint, create: Create) -> Connection:
        """Connect to the first admitted address that answers.

        Raises:
            DestinationRefusedError: The guard forbids it.
            DestinationUnreachableError: There is no address, or no connection in time.
            OSError: The connection is refused, or its certificate is.
        """
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                found = await self.guard.admit(endpoint.host, endpoint.port)
                *others, last = found[:_MOST_ADDRESSES]
                for left, address in zip(range(len(others) + 1, 1, -1), others, strict=True):
                    # The last one may use up what is left; the others get an equal share.
                    with contextlib.suppress(OSError):
                        async with asyncio.timeout(CONNECT_SECONDS / left):
                            return await self._connect(endpoint, address, create)
                return await self._connect(endpoint, last, create)
        except TimeoutError as error:
            raise DestinationUnreachableError(
                f"{endpoint.host} took no connection within {CONNECT_SECONDS:g} s."
            ) from error

    async def _connect(self, endpoint: Endpoint, address: str, create: Create) -> Connection:
        trust, name = (self.trust, endpoint.host) if endpoint.secure else (None, None)
        return await self.connect(create, address, endpoint.port, trust, name)
