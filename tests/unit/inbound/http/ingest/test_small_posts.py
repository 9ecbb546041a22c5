"""Small posts are answered in front of Falcon, as Falcon's routes answer them."""

import asyncio
import json
import re
from contextlib import asynccontextmanager

import falcon
import httpx
import pytest
from tests.peers.serving import serving
from tests.unit.inbound.http.ingest.test_doors import EVENT, KEY, Door

from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.headers import SecurityHeaders
from hikeshi_server.inbound.http.ingest.door_protocol import at_the_doors
from hikeshi_server.inbound.http.ingest.room import FREE_BYTES

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


@pytest.fixture
async def client(app):
    """Somebody who posts to it."""
    async with posting_to(app) as client:
        yield client


@asynccontextmanager
async def posting_to(app):
    """Serve the application as the product does; lend a client."""
    async with (
        serving(app, at_the_doors(app.small_posts)) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client


def seen(answer):
    """What a sender sees, whatever the time is."""
    headers = {name: value for name, value in answer.headers.items() if name != "date"}
    return answer.status_code, headers, answer.json()


async def test_a_path_that_is_written_out_comes_before_a_template(client):
    """A provider's callback below `/integrations/` is not taken for a sender's key."""
    answer = await client.post("/integrations/twilio/status", content="a=b")

    assert answer.status_code == 204


@pytest.mark.parametrize(("path", "body"), POSTS.values(), ids=POSTS)
async def test_both_ways_answer_alike(client, path, body):
    """Status, headers and body are the same, whoever read the request."""
    same = {"X-Request-ID": "mine"}
    short = await client.post(path, json=body, headers=same)
    long = await client.post(path, json=body, headers={**same, **LONG_WAY})

    assert seen(short) == seen(long)
    assert short.headers["x-request-id"] == "mine"


async def test_a_defect_is_a_problem_both_ways(client):
    """500 says nothing of what broke, and names the request."""
    same = {"X-Request-ID": "mine"}
    short = await client.post("/v2/broken", json={}, headers=same)
    long = await client.post("/v2/broken", json={}, headers={**same, **LONG_WAY})

    assert short.status_code == 500
    assert seen(short) == seen(long)


class Nobody:
    """Lets nobody in."""

    async def process_request(self, request, response):
        """Refuse."""
        raise falcon.HTTPUnauthorized


async def test_nobody_gets_past_those_who_recognise_callers():
    """Only addresses with keys of their own are answered in front of the middleware."""
    app = create_app([("/api/v1/door", Broken())], middleware=[Nobody()])
    async with posting_to(app) as client:
        answer = await client.post("/api/v1/door", json={})

    assert answer.status_code == 401


BODY = json.dumps(EVENT).encode()
HEAD = b"POST /v2/enqueue HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n" % len(BODY)


async def test_half_a_post_is_not_taken_in(app, door):
    """What a sender that left did not finish says nothing."""
    async with serving(app, at_the_doors(app.small_posts)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD + b"\r\n" + BODY[:-1])
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()

    assert door.alerts() == []


async def test_requests_sent_without_waiting_are_answered_in_their_order(app, door):
    """Pipelined posts (RFC 9112, 9.3.2) are all answered, one after the other, each as asked."""
    async with serving(app, at_the_doors(app.small_posts)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        named = [HEAD + b"X-Request-ID: post-%d\r\n\r\n" % number for number in range(4)]
        other = b"POST /v2/elsewhere HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n"
        writer.write(b"".join(head + BODY for head in named[:3]) + other + named[3] + BODY)
        answers = await said(reader)
        writer.close()

    statuses = re.findall(rb"HTTP/1.1 (\d+)", answers)
    assert statuses == [b"202", b"202", b"202", b"404", b"202"]
    assert re.findall(rb"x-request-id: (post-\d)", answers) == [
        b"post-0",
        b"post-1",
        b"post-2",
        b"post-3",
    ]
    assert [alert.count for alert in door.alerts()] == [4]


async def said(reader, ends=b"}"):
    """Everything the server says while five answers are not there yet."""
    found = b""
    while found.count(b"HTTP/1.1") < 5 or not found.endswith(ends):
        part = await asyncio.wait_for(reader.read(65_536), 20)
        assert part, found
        found += part
    return found


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
async def test_a_connection_ends_where_the_sender_wants_it(app, version):
    """`Connection: close`, and HTTP/1.0 without keep-alive, end it after the answer."""
    async with serving(app, at_the_doors(app.small_posts)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = HEAD.replace(b"1.1", version) + b"Connection: close\r\n\r\n"
        writer.write(head + BODY)
        answer = await asyncio.wait_for(reader.read(), 20)
        writer.close()

    assert answer.startswith(b"HTTP/1.1 202")
    assert b"connection: close" in answer


async def test_behind_a_proxy_the_application_finds_out_who_asks(app):
    """A forwarded address is read where proxies are believed, not in front of that."""
    spoken = at_the_doors(app.small_posts)
    post = [(b"content-length", b"2")]
    assert app.small_posts.opened(b"/v2/enqueue", post, keep_alive=True) is not None
    async with (
        serving(app, spoken) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        answer = await client.post(
            "/v2/enqueue", json=EVENT, headers={"X-Forwarded-For": "192.0.2.7"}
        )

    assert answer.status_code == 202


@pytest.mark.parametrize(
    ("target", "header"),
    [
        (b"/v2/enqueue?a=b", None),
        (b"/v2/%65nqueue", None),
        (b"/v2/enqueue/", None),
        (b"/api/v1/incidents", None),
        (b"/v2/enqueue", (b"transfer-encoding", b"chunked")),
        (b"/v2/enqueue", (b"content-encoding", b"gzip")),
        (b"/v2/enqueue", (b"expect", b"100-continue")),
        (b"/v2/enqueue", (b"content-length", b"-1")),
        (b"/v2/enqueue", (b"content-length", b"%d" % (FREE_BYTES + 1))),
    ],
)
def test_whatever_is_not_plain_and_small_goes_through_falcon(app, target, header):
    """Escapes, queries, codings, expectations and large bodies are not for the short way."""
    headers = [(b"content-length", b"2"), *([header] if header else [])]

    assert app.small_posts.opened(target, headers, keep_alive=True) is None
