"""Errors become problems by their base, whatever they are called."""

import falcon.asgi
import falcon.testing
import pytest

from hikeshi.alerts.errors import RoutesIncompleteError
from hikeshi.incidents.errors import IllegalTransitionError, IncidentNotFoundError
from hikeshi.kernel.errors import ForbiddenError, StaleError, UnavailableError
from hikeshi_server.inbound.http.api.problems import add_problems


class Failing:
    """Raises what it was made with."""

    def __init__(self, error):
        self.error = error

    async def on_get(self, request, response):
        """Raise it."""
        raise self.error


def answer(error):
    """Return the answer to a request that raises."""
    app = falcon.asgi.App()
    add_problems(app)
    app.add_route("/x", Failing(error))
    return falcon.testing.TestClient(app).simulate_get("/x")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (IncidentNotFoundError(), 404),
        (IllegalTransitionError("no"), 409),
        (RoutesIncompleteError.at("/1/match", "no"), 422),
        (ForbiddenError(), 403),
        (StaleError(), 412),
        (UnavailableError(), 503),
        (falcon.HTTPTooManyRequests(retry_after=7), 429),
        (falcon.HTTPServiceUnavailable(), 503),
    ],
)
def test_the_base_decides_the_status(error, status):
    """A new error of a domain never touches HTTP."""
    found = answer(error)

    assert (found.status_code, found.json["status"]) == (status, status)
    assert found.headers["content-type"] == "application/problem+json"
    assert not found.json["title"].startswith(str(status))
    assert (status in {429, 503}) is ("retry-after" in found.headers)


def test_a_fault_keeps_its_pointer():
    """Faults stand in `errors`, and only where there are any."""
    errors = answer(RoutesIncompleteError.at("/1/match", "no")).json["errors"]

    assert errors == [{"pointer": "/1/match", "detail": "no"}]
    assert "errors" not in answer(StaleError()).json


def test_a_defect_tells_nothing_of_the_inside():
    """What nobody foresaw is logged, and answered without its words."""
    found = answer(RuntimeError("secret"))

    assert found.status_code == 500
    assert "secret" not in found.text
