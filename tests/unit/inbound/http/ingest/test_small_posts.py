"""Small posts are answered in front of Falcon, as Falcon's routes answer them."""

import json

import falcon
import falcon.testing
import pytest
from tests.unit.inbound.http.ingest.test_doors import EVENT, KEY, Door

from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.headers import SecurityHeaders

#: Sends a post through Falcon; it says nothing.
LONG_WAY = {"Content-Encoding": "identity"}
POSTS = {
    "event": ("/v2/enqueue", EVENT),
    "change": ("/v2/change/enqueue", EVENT),
    "no key": ("/v2/enqueue", {"event_action": "trigger"}),
    "not understood": ("/v2/enqueue", {"routing_key": KEY, "event_action": "dance"}),
    "generic": (f"/integrations/generic/{KEY}", {"title": "Disk full", "dedup_key": "disk"}),
    "wrong key": (f"/integrations/generic/{'x' * 32}", {}),
    "no such door": (f"/integrations/carrier-pigeon/{KEY}", {}),
    "too deep": (f"/integrations/generic/{KEY}/more", {}),
    "nowhere": ("/v2/elsewhere", {}),
}


class Broken:
    """Stands where a door is, and breaks."""

    async def answer(self, ask, *parts):
        """Break."""
        raise ZeroDivisionError

    async def on_post(self, request, response):
        """Break the long way."""
        raise ZeroDivisionError


class NoDoor:
    """Stands below a door's template, and is none."""

    async def on_post(self, request, response):
        """Answer by itself."""
        response.status = 204


@pytest.fixture
def door():
    """A sender of the generic format."""
    return Door()


@pytest.fixture
def app(door):
    """The application with its doors, and one that breaks."""
    routes = [*door.routes, ("/v2/broken", Broken()), ("/integrations/twilio/status", NoDoor())]
    app = create_app(routes, middleware=[SecurityHeaders("https://pager.example.org")])
    add_problems(app)
    return app


def test_a_path_that_is_written_out_comes_before_a_template(client):
    """A provider's callback below `/integrations/` is not taken for a sender's key."""
    assert client.simulate_post("/integrations/twilio/status", body="a=b").status_code == 204


@pytest.fixture
def client(app):
    """Somebody who posts to it."""
    return falcon.testing.TestClient(app)


@pytest.mark.parametrize(("path", "body"), POSTS.values(), ids=POSTS)
def test_both_ways_answer_alike(client, path, body):
    """Status, headers and body are the same, whoever read the request."""
    same = {"X-Request-ID": "mine"}
    short = client.simulate_post(path, json=body, headers=same)
    long = client.simulate_post(path, json=body, headers={**same, **LONG_WAY})

    assert (short.status_code, dict(short.headers)) == (long.status_code, dict(long.headers))
    assert short.json == long.json
    assert short.headers["x-request-id"] == "mine"


def test_a_defect_is_a_problem_both_ways(client):
    """500 says nothing of what broke, and names the request."""
    same = {"X-Request-ID": "mine"}
    short = client.simulate_post("/v2/broken", json={}, headers=same)
    long = client.simulate_post("/v2/broken", json={}, headers={**same, **LONG_WAY})

    assert (short.status_code, short.json) == (500, long.json)
    assert dict(short.headers) == dict(long.headers)


class Nobody:
    """Lets nobody in."""

    async def process_request(self, request, response):
        """Refuse."""
        raise falcon.HTTPUnauthorized


def test_nobody_gets_past_those_who_recognise_callers():
    """Only addresses with keys of their own are answered in front of the middleware."""
    app = create_app([("/api/v1/door", Broken())], middleware=[Nobody()])
    answer = falcon.testing.TestClient(app).simulate_post("/api/v1/door", json={})

    assert answer.status_code == 401


async def test_half_a_post_is_not_taken_in(app, door):
    """What a sender that left did not finish says nothing."""
    body = json.dumps(EVENT).encode()
    events = iter(
        [
            {"type": "http.request", "body": body[:-1], "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    sent = []

    async def receive():
        return next(events)

    async def send(event):
        sent.append(event)

    scope = falcon.testing.create_scope(
        "/v2/enqueue", method="POST", headers={"Content-Length": str(len(body))}
    )
    await app(scope, receive, send)

    assert (sent, door.alerts()) == ([], [])
