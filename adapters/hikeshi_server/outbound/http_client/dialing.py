"""Connections for other protocols than HTTP's, to addresses the guard has admitted."""

import asyncio
import socket

from hikeshi_server.outbound.http_client.errors import DestinationUnreachableError
from hikeshi_server.outbound.http_client.guard import Guard

CONNECT_SECONDS = 5.0


async def dial(guard: Guard, host: str, port: int) -> socket.socket:
    """Return a connected socket; the name is looked up once, and the guard is asked.

    Raises:
        DestinationRefusedError: The host has inward addresses only.
        DestinationUnreachableError: Nobody takes the connection in time.
    """
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            address, *_ = await guard.admit(host, port)
            return await _connected(address, port)
    except TimeoutError as error:
        raise DestinationUnreachableError(
            f"{host} took no connection within {CONNECT_SECONDS:g} s."
        ) from error
    except OSError as error:
        raise DestinationUnreachableError(f"{host} cannot be reached: {error}.") from error


async def _connected(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(made, (address, port))
    except BaseException:
        made.close()
        raise
    return made
