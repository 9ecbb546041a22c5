"""Is it alive, can it work, and how does it do?"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from attrs import frozen
from falcon.asgi import Request, Response
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from hikeshi.kernel.time_zones import time_zone_data_version
from hikeshi_server.inbound.metrics import REGISTRY


@frozen
class State:
    """How one thing the server depends on is.

    Args:
        state: `ok`, `degraded` (paging goes on) or `down`.
        detail: Why, in a sentence.
    """

    state: str
    detail: str = ""


Check = Callable[[], Awaitable[State]]


@frozen
class Liveness:
    """GET /livez

    Args:
        stuck: Names the duties that stand still; what they depend on is not looked at.
    """

    stuck: Callable[[], Sequence[str]] = tuple

    async def on_get(self, request: Request, response: Response) -> None:
        """Say that the process answers, and that its duties go on where it has any."""
        del request
        stuck = self.stuck()
        response.status = 503 if stuck else 200
        response.set_header("Cache-Control", "no-store")
        response.media = {"status": "stuck", "duties": stuck} if stuck else {"status": "alive"}


@frozen
class Readiness:
    """GET /readyz

    Args:
        checks: What the server depends on, by name.
        facts: Further facts worth showing, such as the age of the last backup.
    """

    checks: Mapping[str, Check]
    facts: Mapping[str, Callable[[], Awaitable[Any]]]

    async def on_get(self, request: Request, response: Response) -> None:
        """Say whether the server can take in signals and page people."""
        del request
        states = {name: await check() for name, check in self.checks.items()}
        down = any(found.state == "down" for found in states.values())
        degraded = any(found.state == "degraded" for found in states.values())
        response.status = 503 if down else 200
        response.set_header("Cache-Control", "no-store")
        response.media = {
            "status": "down" if down else "degraded" if degraded else "ready",
            "dependencies": {
                name: {"state": found.state, "detail": found.detail}
                for name, found in states.items()
            },
            "time_zone_data": time_zone_data_version(),
            **{name: await fact() for name, fact in self.facts.items()},
        }


class Metrics:
    """GET /metrics"""

    async def on_get(self, request: Request, response: Response) -> None:
        """Show every metric in Prometheus text format."""
        del request
        response.content_type = CONTENT_TYPE_LATEST
        response.data = generate_latest(REGISTRY)
