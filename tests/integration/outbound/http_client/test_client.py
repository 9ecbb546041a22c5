"""The outgoing client against a real receiver on loopback."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence

import httpcore
import pytest
import trustme
from tests.peers.http_sink import Fault, HttpSink

from hikeshi_server.outbound.http_client import (
    DestinationRefusedError,
    DestinationUnreachableError,
    Guard,
    OutgoingHttp,
    parse_allowed_ranges,
)
from hikeshi_server.outbound.http_client.client import MOST_ANSWER_BYTES, MOST_PER_DESTINATION

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


class Network(httpcore.AsyncNetworkBackend):
    """A network in which every address is one receiver on loopback; it notes where one went."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reached: list[str] = []
        self._real = httpcore.AnyIOBackend()

    async def connect_tcp(self, host, port, *more, **named):  # type: ignore[no-untyped-def]
        self.reached.append(host)
        return await self._real.connect_tcp("127.0.0.1", self.port, *more, **named)


async def test_a_name_that_changes_its_mind_gains_nothing(sink: HttpSink) -> None:
    """The address that was checked is the one connected to: each connection looks up once."""
    answers = iter([("93.184.215.14",), ("127.0.0.1",)])

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return next(answers)

    network = Network(sink.port)
    sink.fault = Fault.CLOSE_AFTER
    async with OutgoingHttp(Guard(resolve=rebinding), network=network) as http:
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


class Stale(httpcore.AsyncNetworkStream):
    """A connection that still looks alive after its first answer, and takes nothing any more."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._answered = False
        self._broken = False

    async def write(self, buffer, timeout=None):  # type: ignore[no-untyped-def]  # noqa: ASYNC109
        if self._answered:
            self._broken = True
            raise httpcore.WriteError("broken pipe")
        await self._stream.write(buffer, timeout)

    async def read(self, max_bytes, timeout=None):  # type: ignore[no-untyped-def]  # noqa: ASYNC109
        if self._broken:
            return b""
        self._answered = True
        return await self._stream.read(max_bytes, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    def get_extra_info(self, info: str) -> object:
        return None


class StaleNetwork(Network):
    """A network whose connections die while they are pooled."""

    async def connect_tcp(self, host, port, *more, **named):  # type: ignore[no-untyped-def]
        stream = await super().connect_tcp(host, port, *more, **named)  # type: ignore[no-untyped-call]
        return Stale(stream)


async def test_a_pooled_connection_that_died_unseen_is_replaced(sink: HttpSink) -> None:
    """When not even the headers left, the request goes out once more on a new connection."""
    network = StaleNetwork(sink.port)
    async with OutgoingHttp(Guard(allow=LOOPBACK), network=network) as http:
        for _ in range(3):
            assert (await http.post(sink.url, content=b"", headers={})).status == 200

    assert (len(sink.requests), len(network.reached)) == (3, 3)


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
