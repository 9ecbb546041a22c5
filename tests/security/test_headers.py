"""The headers that keep browsers and caches from doing what nobody asked for."""

import falcon
import falcon.testing
import pytest

from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.headers import SecurityHeaders


class Answers:
    """Answers well, or not."""

    async def on_get(self, request, response, what):
        """Answer, refuse or break."""
        if what == "refused":
            raise falcon.HTTPForbidden
        if what == "broken":
            raise ZeroDivisionError
        response.media = {"key": "secret"}


def client(public_url):
    """A client of an application under that address."""
    routes = [("/api/v1/{what}", Answers()), ("/elsewhere/{what}", Answers())]
    app = create_app(routes, middleware=[SecurityHeaders(public_url)])
    add_problems(app)
    return falcon.testing.TestClient(app)


@pytest.mark.parametrize("what", ["well", "refused", "broken"])
def test_nobody_on_the_way_keeps_what_the_api_answers(what):
    """Answers can hold keys: they are stored nowhere, errors neither."""
    answer = client("https://pager.example.org").simulate_get(f"/api/v1/{what}")

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/elsewhere/well", "/nowhere", "/api/v1/refused"])
def test_over_https_browsers_are_told_to_stay_there(path):
    """Strict-Transport-Security where people come by https, and only there (RFC 6797, 7.2)."""
    told = client("https://pager.example.org").simulate_get(path).headers
    untold = client("http://127.0.0.1:8080").simulate_get(path).headers

    assert told["strict-transport-security"].startswith("max-age=")
    assert "strict-transport-security" not in untold
