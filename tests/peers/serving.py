"""A server on loopback that speaks HTTP as the product's does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from hikeshi_server.inbound.http.protocol import BoundedProtocol


@asynccontextmanager
async def serving(application: Any, spoken: type[BoundedProtocol]) -> AsyncIterator[int]:
    """Serve an ASGI application with the protocol given; lend the port."""
    config = uvicorn.Config(
        application, port=0, http=spoken, lifespan="off", log_config=None, ws="none"
    )
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    yield server.servers[0].sockets[0].getsockname()[1]
    await server.shutdown()
