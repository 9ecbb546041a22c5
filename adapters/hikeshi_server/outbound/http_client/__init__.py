"""The one way out by HTTP: guarded against inward addresses, limited, pooled."""

from hikeshi_server.outbound.http_client.answer import Answer
from hikeshi_server.outbound.http_client.client import OutgoingHttp
from hikeshi_server.outbound.http_client.errors import (
    DestinationRefusedError,
    DestinationUnreachableError,
)
from hikeshi_server.outbound.http_client.guard import Guard, parse_allowed_ranges

__all__ = [
    "Answer",
    "DestinationRefusedError",
    "DestinationUnreachableError",
    "Guard",
    "OutgoingHttp",
    "parse_allowed_ranges",
]
