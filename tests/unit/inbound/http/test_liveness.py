"""`/livez` answers for the process and its duties, and for nothing they depend on."""

from collections.abc import Sequence

import pytest
from falcon.testing import TestClient

from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.health import Liveness


@pytest.mark.parametrize(
    ("stuck", "status", "body"),
    [
        ([], 200, {"status": "alive"}),
        (["timers"], 503, {"status": "stuck", "duties": ["timers"]}),
    ],
)
def test_a_duty_that_stands_still_is_named(
    stuck: Sequence[str], status: int, body: dict[str, object]
) -> None:
    """Whoever restarts a process reads why in the answer."""
    client = TestClient(create_app([("/livez", Liveness(lambda: stuck))]))

    found = client.simulate_get("/livez")

    assert (found.status_code, found.json) == (status, body)
