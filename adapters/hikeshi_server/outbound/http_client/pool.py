"""Connections that are kept for the next request, and how many there may be."""

import asyncio
from collections import OrderedDict, defaultdict
from functools import partial
from weakref import WeakValueDictionary

from hikeshi_server.outbound.http_client.connection import Connection
from hikeshi_server.outbound.http_client.network import GuardedNetwork
from hikeshi_server.outbound.http_client.target import Endpoint

MOST_CONNECTIONS = 100
#: One slow destination may not take every connection.
MOST_PER_DESTINATION = 20
IDLE_SECONDS = 60.0


class Pool:
    """Hands connections out, each to one request at a time.

    Attributes:
        turn: What every request has to hold.
    """

    def __init__(self, network: GuardedNetwork) -> None:
        self.turn = asyncio.Semaphore(MOST_CONNECTIONS)
        self._network = network
        self._turns: WeakValueDictionary[Endpoint, asyncio.Semaphore] = WeakValueDictionary()
        self._open: set[Connection] = set()
        self._opening = 0
        #: Idle ones, and since when by the loop's clock; the longest idle comes first.
        self._idle: OrderedDict[Connection, float] = OrderedDict()
        self._idle_at: defaultdict[Endpoint, list[Connection]] = defaultdict(list)

    def turn_at(self, endpoint: Endpoint) -> asyncio.Semaphore:
        """Return what a request to that place has to hold besides."""
        turn = self._turns.get(endpoint)
        if turn is None:
            self._turns[endpoint] = turn = asyncio.Semaphore(MOST_PER_DESTINATION)
        return turn

    async def take(self, endpoint: Endpoint) -> Connection:
        """Return a kept connection on which nothing was said meanwhile, or a new one.

        Raises:
            DestinationRefusedError: The guard forbids it.
            DestinationUnreachableError: There is no address, or no connection in time.
            OSError: The connection is refused, or its certificate is.
        """
        self._expire()
        while connections := self._idle_at.get(endpoint):
            connection = connections[-1]
            self._unlist(connection)
            if connection.is_silent:
                return connection
            connection.abort()
        return await self._connect(endpoint)

    def give_back(self, connection: Connection) -> None:
        """Keep it for the next request, if it is fit for one."""
        if connection.is_open:
            self._idle[connection] = asyncio.get_running_loop().time()
            self._idle_at[connection.endpoint].append(connection)

    async def aclose(self) -> None:
        """Close every connection."""
        connections = list(self._open)
        for connection in connections:
            connection.abort()
        for connection in connections:
            await connection.ended.wait()

    async def _connect(self, endpoint: Endpoint) -> Connection:
        if self._idle and len(self._open) + self._opening >= MOST_CONNECTIONS:
            self._drop_oldest()
        self._opening += 1
        try:
            connection = await self._network.open(
                endpoint, partial(Connection, endpoint, self._lost)
            )
        finally:
            self._opening -= 1
        if connection.is_open:
            self._open.add(connection)
        return connection

    def _expire(self) -> None:
        until = asyncio.get_running_loop().time() - IDLE_SECONDS
        while self._idle and next(iter(self._idle.values())) < until:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        oldest = next(iter(self._idle))
        self._unlist(oldest)
        oldest.abort()

    def _lost(self, connection: Connection) -> None:
        self._open.discard(connection)
        self._unlist(connection)

    def _unlist(self, connection: Connection) -> None:
        if self._idle.pop(connection, None) is None:
            return
        connections = self._idle_at[connection.endpoint]
        connections.remove(connection)
        if not connections:
            del self._idle_at[connection.endpoint]
