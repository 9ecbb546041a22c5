"""The outgoing client against a real receiver on loopback."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Sequence

import pytest
import trustme
from tests.peers.http_sink import Fault, HttpSink

from hikeshi_server.outbound.http_client import (
    DestinationRefusedError,
    DestinationUnreachableError,
    Guard,
    OutgoingHttp,
    parse_allowed_ranges,
    pool,
)
from hikeshi_server.outbound.http_client.client import MOST_ANSWER_BYTES
from hikeshi_server.outbound.http_client.connection import Connection
from hikeshi_server.outbound.http_client.network import connect_by_system
from hikeshi_server.outbound.http_client.pool import MOST_PER_DESTINATION

LOOPBACK = parse_allowed_ranges("127.0.0.0/8")


@pytest.fixture
async def sink() -> AsyncIterator[HttpSink]:
    """A receiver that listens."""
    async with HttpSink() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[OutgoingHttp]:
    """A client that may send to loopback."""
    async with OutgoingHttp(Guard(allow=LOOPBACK)) as client:
        yield client


async def test_the_request_arrives_whole_and_the_answer_comes_back(
    sink: HttpSink, http: OutgoingHttp
) -> None:
    """Body, headers and path arrive as given; status, headers and text come back."""
    answer = await http.post(sink.url + "?a=b", content=b'{"x":1}', headers={"X-One": "1"})

    assert (answer.status, answer.text, answer.headers["x-request-id"]) == (200, "taken", "sink-1")
    (request,) = sink.requests
    assert (request["path"], request["body"]) == ("/hook?a=b", {"x": 1})
    assert request["headers"]["host"] == f"127.0.0.1:{sink.port}"
    assert request["headers"]["x-one"] == "1"


async def test_connections_are_used_again(sink: HttpSink, http: OutgoingHttp) -> None:
    """Requests one after the other need one connection."""
    for _ in range(5):
        await http.post(sink.url, content=b"", headers={})

    assert (len(sink.requests), sink.connections) == (5, 1)


async def test_a_connection_closed_while_idle_is_no_failure(
    sink: HttpSink, http: OutgoingHttp
) -> None:
    """A receiver that closes behind its answer costs a new connection, and no request."""
    sink.fault = Fault.CLOSE_AFTER
    for _ in range(3):
        assert (await http.post(sink.url, content=b"", headers={})).status == 200

    assert len(sink.requests) == 3


async def test_one_destination_does_not_take_every_connection(sink: HttpSink) -> None:
    """Many requests at once share the connections one destination may have."""
    async with OutgoingHttp(Guard(allow=LOOPBACK)) as http:
        posts = (http.post(sink.url, content=b"", headers={}) for _ in range(80))
        answers = await asyncio.gather(*posts)

    assert {answer.status for answer in answers} == {200}
    assert sink.connections <= MOST_PER_DESTINATION


async def test_redirects_are_not_followed(sink: HttpSink, http: OutgoingHttp) -> None:
    """A redirect, to the metadata service or anywhere, is an answer and nothing more."""
    sink.fault = Fault.REDIRECT

    answer = await http.post(sink.url, content=b"", headers={})

    assert (answer.status, len(sink.requests)) == (302, 1)


async def test_only_the_beginning_of_a_huge_answer_is_read(
    sink: HttpSink, http: OutgoingHttp
) -> None:
    """The body is read up to its limit, and the next request works."""
    sink.fault = Fault.HUGE
    answer = await http.post(sink.url, content=b"", headers={})
    assert (answer.status, len(answer.text)) == (200, MOST_ANSWER_BYTES)

    sink.fault = Fault.NONE
    assert (await http.post(sink.url, content=b"", headers={})).text == "taken"


@pytest.mark.parametrize(
    "fault", [Fault.CUT, Fault.DROP, Fault.GARBAGE, Fault.ENDLESS_HEADER], ids=str
)
async def test_a_broken_answer_is_unreachable_and_maybe_sent(
    sink: HttpSink, http: OutgoingHttp, fault: Fault
) -> None:
    """Without a whole answer nobody knows whether it arrived; it is not repeated from here."""
    sink.fault = fault

    with pytest.raises(DestinationUnreachableError) as caught:
        await http.post(sink.url, content=b"", headers={})

    assert caught.value.maybe_sent
    assert len(sink.requests) == 1


async def test_what_may_have_arrived_is_not_repeated(sink: HttpSink, http: OutgoingHttp) -> None:
    """A kept connection that breaks once the request has left gives no second request."""
    await http.post(sink.url, content=b"", headers={})
    sink.fault = Fault.DROP

    with pytest.raises(DestinationUnreachableError) as caught:
        await http.post(sink.url, content=b"", headers={})

    assert caught.value.maybe_sent
    assert len(sink.requests) == 2


async def test_a_hanging_receiver_is_given_up(sink: HttpSink, http: OutgoingHttp) -> None:
    """An answer that does not come in time is unreachable, and maybe sent."""
    sink.fault = Fault.HANG

    with pytest.raises(DestinationUnreachableError, match=r"within 0\.2 s") as caught:
        await http.post(sink.url, content=b"", headers={}, timeout=0.2)

    assert caught.value.maybe_sent


async def test_nobody_listening_is_unreachable_and_not_sent(http: OutgoingHttp) -> None:
    """A refused connection says that nothing was sent."""
    async with HttpSink() as gone:
        url = gone.url

    with pytest.raises(DestinationUnreachableError) as caught:
        await http.post(url, content=b"", headers={})

    assert not caught.value.maybe_sent


async def test_cancelling_passes_through(sink: HttpSink, http: OutgoingHttp) -> None:
    """Whoever cancels a request gets the cancellation, not an error of the network."""
    sink.fault = Fault.HANG
    task = asyncio.create_task(http.post(sink.url, content=b"", headers={}))
    await sink.journal.wait_for(lambda entries: len(entries) == 1)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "localhost.", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]", "[::]"],
)
async def test_without_leave_nothing_reaches_loopback(sink: HttpSink, host: str) -> None:
    """However loopback is spelled, no connection is made."""
    async with OutgoingHttp(Guard()) as http:
        with pytest.raises(DestinationRefusedError):
            await http.post(f"http://{host}:{sink.port}/", content=b"", headers={})

    assert sink.connections == 0


class Network:
    """A network in which every address is one receiver on loopback; it notes where one went."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reached: list[str] = []
        self.transports: list[asyncio.Transport] = []

    async def connect(self, create, address, port, trust, name) -> Connection:
        self.reached.append(address)
        transport, connection = await asyncio.get_running_loop().create_connection(
            create, "127.0.0.1", self.port, ssl=trust, server_hostname=name
        )
        self.transports.append(transport)
        return connection

    def close_unseen(self) -> None:
        """Close what the last connection goes over; the client's loop has not read of it."""
        self.transports[-1].get_extra_info("socket").shutdown(socket.SHUT_RDWR)


async def test_a_name_that_changes_its_mind_gains_nothing(sink: HttpSink) -> None:
    """The address that was checked is the one connected to: each connection looks up once."""
    answers = iter([("93.184.215.14",), ("127.0.0.1",)])

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return next(answers)

    network = Network(sink.port)
    sink.fault = Fault.CLOSE_AFTER
    async with OutgoingHttp(Guard(resolve=rebinding), connect=network.connect) as http:
        await http.post("http://rebind.example.org/", content=b"", headers={})
        with pytest.raises(DestinationRefusedError):
            await http.post("http://rebind.example.org/", content=b"", headers={})

    assert network.reached == ["93.184.215.14"]


async def test_the_next_address_is_tried(sink: HttpSink) -> None:
    """When the first address of a name takes no connection, the second one gets its turn."""

    async def two(host: str, port: int) -> Sequence[str]:
        return ("127.0.0.2", "127.0.0.1")

    async with OutgoingHttp(Guard(allow=LOOPBACK, resolve=two)) as http:
        answer = await http.post(f"http://two.example.org:{sink.port}/", content=b"", headers={})

    assert answer.status == 200


async def test_a_pooled_connection_that_died_unseen_is_replaced(sink: HttpSink) -> None:
    """A kept connection that cannot take the request is not tried: a new one carries it."""
    network = Network(sink.port)
    async with OutgoingHttp(Guard(allow=LOOPBACK), connect=network.connect) as http:
        for _ in range(3):
            assert (await http.post(sink.url, content=b"", headers={})).status == 200
            network.close_unseen()

    assert (len(sink.requests), len(network.reached)) == (3, 3)


async def test_a_connection_that_speaks_unasked_is_not_used(sink: HttpSink) -> None:
    """Whoever talks before the request is no HTTP server, and gets none: nothing was sent."""

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    greeted = asyncio.Event()

    async def connect(*towards) -> Connection:
        connection = await connect_by_system(*towards)
        await connection.ended.wait()
        greeted.set()
        return connection

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, OutgoingHttp(Guard(allow=LOOPBACK), connect=connect) as http:
        with pytest.raises(DestinationUnreachableError) as caught:
            await http.post(f"http://127.0.0.1:{port}/", content=b"", headers={})

    assert greeted.is_set()
    assert not caught.value.maybe_sent


async def test_a_new_place_gets_the_connection_idle_longest(
    sink: HttpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where as many connections are open as there may be, an idle one makes room."""
    monkeypatch.setattr(pool, "MOST_CONNECTIONS", 2)
    network = Network(sink.port)
    async with OutgoingHttp(Guard(allow=LOOPBACK), connect=network.connect) as http:
        for last in (1, 2, 3, 2, 1):
            await http.post(f"http://127.0.0.{last}/", content=b"", headers={})

    assert network.reached == ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.1"]


async def test_a_connection_idle_for_long_is_given_up(
    sink: HttpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its time a kept connection is closed, and the next request opens another."""
    monkeypatch.setattr(pool, "IDLE_SECONDS", -1.0)
    async with OutgoingHttp(Guard(allow=LOOPBACK)) as http:
        for _ in range(2):
            assert (await http.post(sink.url, content=b"", headers={})).status == 200

    assert sink.connections == 2


@pytest.mark.parametrize("value", ["a\r\nX-Two: b", "a\nb", "火", "a\x00"])
async def test_a_header_that_would_be_two_is_refused(
    sink: HttpSink, http: OutgoingHttp, value: str
) -> None:
    """Line ends and what is no visible ASCII never leave; nothing is connected to."""
    with pytest.raises(DestinationRefusedError, match="X-One"):
        await http.post(sink.url, content=b"", headers={"X-One": value})

    assert sink.connections == 0


async def test_getting_sends_no_body(sink: HttpSink, http: OutgoingHttp) -> None:
    """GET is GET."""
    answer = await http.get(sink.url, headers={})

    assert answer.text == "taken"
    assert sink.requests[0]["method"] == "GET"


async def test_certificates_are_checked_against_the_name() -> None:
    """TLS works with a trusted authority, and an unknown one is unreachable, nothing sent."""
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)

    async with HttpSink(tls=server) as sink:
        async with OutgoingHttp(Guard(allow=LOOPBACK), trust=trusting) as http:
            for _ in range(2):
                assert (await http.post(sink.url, content=b"", headers={})).status == 200
        async with OutgoingHttp(Guard(allow=LOOPBACK)) as http:
            with pytest.raises(DestinationUnreachableError, match="CERTIFICATE") as caught:
                await http.post(sink.url, content=b"", headers={})

    assert not caught.value.maybe_sent
    assert len(sink.requests) == 2
