"""What tells platforms and Prometheus how a process does, the same in each of them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.inbound.http.app import Application, create_app
from hikeshi_server.inbound.http.headers import SecurityHeaders
from hikeshi_server.inbound.http.health import Liveness, Metrics, Readiness
from hikeshi_server.wiring.parts import Parts
from hikeshi_server.wiring.readiness import checks, facts


def probe_routes(
    parts: Parts, stuck: Callable[[], Sequence[str]] = tuple
) -> Iterable[tuple[str, Any]]:
    """Return path and resource of each.

    Args:
        parts: What readiness looks at.
        stuck: Names the duties of this process that stand still.
    """
    yield "/livez", Liveness(stuck)
    yield "/readyz", Readiness(checks(parts), facts(parts))
    yield "/metrics", Metrics()


def create_probes(parts: Parts, stuck: Callable[[], Sequence[str]]) -> Application:
    """Return what a worker serves: these, and nothing of the API."""
    headers = SecurityHeaders(parts.settings.public_url)
    app = create_app(probe_routes(parts, stuck), middleware=[headers])
    add_problems(app)
    return app
