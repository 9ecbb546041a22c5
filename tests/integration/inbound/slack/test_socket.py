"""Slack speaks over a socket: the same decisions as over HTTP, by a server nobody can reach."""

import asyncio
import threading
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from attrs import evolve
from slack_sdk.socket_mode.builtin.client import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web import WebClient
from tests.integration.inbound.console.site import ANA
from tests.integration.inbound.slack.test_slack import MEMBERS, Workspace
from tests.peers.slack_server import APP_TOKEN, TOKEN
from tests.peers.slack_socket import SlackSocketServer
from tests.unit.outbound.envelopes import SystemClock

from hikeshi.incidents.use_cases.unacknowledge_incident import UnacknowledgeIncident
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.errors import UnavailableError
from hikeshi_server.inbound.http.slack.listener import SlackListener
from hikeshi_server.inbound.worker.alarms import Alarms
from hikeshi_server.inbound.worker.duty import keep_running
from hikeshi_server.outbound.http_client import (
    DestinationRefusedError,
    Guard,
    OutgoingHttp,
    parse_allowed_ranges,
)
from hikeshi_server.outbound.slack import SlackApp, SlackClient
from hikeshi_server.outbound.slack.socket import BadSocketAddressError, SlackSockets

LOOPBACK = Guard(allow=parse_allowed_ranges("127.0.0.1"))


@pytest.fixture
async def slack():
    """A workspace that speaks over sockets."""
    async with SlackSocketServer() as running:
        yield running
        assert running.faults == []


@pytest.fixture
async def site():
    """A configured site."""
    made = Workspace()
    await made.fill()
    for user_id, member in MEMBERS.items():
        await made.link(user_id, member)
    return made


def sockets(slack, http, guard=LOOPBACK, token=APP_TOKEN):
    """Return what opens sockets to that workspace."""
    app = SlackApp(TOKEN, None, slack.api_url, token)
    return SlackSockets(SlackClient(http, app, SystemClock()), guard)


@asynccontextmanager
async def listening(slack, site, workers=1, parts=None):
    """Let so many workers listen."""
    stopping, running = asyncio.Event(), []
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(OutgoingHttp(LOOPBACK))
        bells = [Alarms() for _ in range(workers)]
        for alarms in bells:
            duty = SlackListener(sockets(slack, http).open, parts or site.slack_parts, alarms)
            running.append(asyncio.create_task(keep_running(duty, alarms, stopping)))
        await slack.listeners(workers)
        try:
            yield
        finally:
            stopping.set()
            for alarms in bells:
                alarms.wake(("slack listener",))
            await asyncio.gather(*running)


def value(incident, at="1 1"):
    """Return what a button carries."""
    return f"{incident.id} {at}"


async def test_a_press_and_a_command_come_over_the_socket(slack, site):
    """Acknowledged within three seconds; a command's answer stands in its acknowledgement."""
    incident = await site.alert()
    async with listening(slack, site):
        pressed = await slack.press("acknowledge", value(incident))
        said = await slack.command(f"resolve {incident.number}")
        unknown = await slack.deliver("events_api", {"event": {}}, takes_payload=False)

    assert set(pressed) == {"envelope_id"}
    assert said["payload"] == {
        "response_type": "ephemeral",
        "text": f"#{incident.number} is resolved.",
    }
    assert set(unknown) == {"envelope_id"}
    assert (site.now(incident).status, site.now(incident).acknowledged_by) == ("resolved", ANA)


async def test_nonsense_is_acknowledged_and_changes_nothing(slack, site):
    """So that Slack does not send it again and again."""
    incident = await site.alert()
    async with listening(slack, site):
        for payload in ({}, {"type": 1}, {"type": "x", "user": {"id": "U0ANA"}, "actions": [1]}):
            await slack.deliver("interactive", payload, takes_payload=False)
        await slack.press("resolve", "x")
        await slack.deliver("slash_commands", {"text": 7}, takes_payload=True)
        await slack.sockets[0].send("not JSON")
        await slack.sockets[0].send("[]")
        await slack.press("acknowledge", value(incident))

    assert site.now(incident).status == "acknowledged"


async def test_two_workers_listen_and_a_repeated_press_changes_nothing(slack, site):
    """Slack gives each envelope to one of them."""
    incident = await site.alert()
    async with listening(slack, site, workers=2):
        await slack.press("acknowledge", value(incident))
        before = site.now(incident)
        for _ in range(3):
            await slack.press("acknowledge", value(incident))

    assert slack.opened == 2
    assert site.now(incident) == before


async def test_an_envelope_that_comes_once_more_does_nothing(slack, site):
    """Slack may repeat one; where the incident was given back meanwhile, it stays so."""
    incident = await site.alert()
    async with listening(slack, site):
        await slack.press("acknowledge", value(incident), envelope_id="once")
        await site.run(UnacknowledgeIncident(), incident.id, by=SYSTEM)
        await slack.press("acknowledge", value(incident), envelope_id="once")

    assert site.now(incident).status == "triggered"


async def test_a_goodbye_is_answered_by_another_connection_first(slack, site):
    """While Slack replaces a socket nothing is lost: both are served until the old one ends."""
    incident = await site.alert()
    async with listening(slack, site):
        old = await slack.say_goodbye()
        await slack.listeners(2)
        for verb in ("acknowledge", "resolve"):
            await slack.press(verb, value(incident))
        await old.close()
        await slack.listeners(1)
        await slack.command("oncall")

    assert site.now(incident).status == "resolved"
    assert slack.opened == 2


async def test_a_broken_connection_is_made_anew(slack, site):
    """Without a goodbye, and with a pause."""
    async with listening(slack, site):
        slack.sockets[0].transport.abort()
        await slack.listeners(1, opened=2)
        said = await slack.command("oncall")

    assert said["payload"]["text"] == "Primary: Ana García"


async def test_a_refusal_is_asked_again_later(slack, site):
    """Slack says when a token is wrong; once it is right, the listener listens."""
    slack.errors["apps.connections.open"] = "internal_error"
    asked = asyncio.create_task(_asked(slack, 2))
    async with listening_later(slack, site):
        await asked
        assert slack.sockets == []
        slack.errors.clear()
        await slack.listeners(1)


async def _asked(slack, times):
    async with asyncio.timeout(20):
        while slack.calls.count("apps.connections.open") < times:  # noqa: ASYNC110 (a peer)
            await asyncio.sleep(0.01)


@asynccontextmanager
async def listening_later(slack, site):
    """Let a worker try to listen."""
    stopping, alarms = asyncio.Event(), Alarms()
    async with OutgoingHttp(LOOPBACK) as http:
        duty = SlackListener(sockets(slack, http).open, site.slack_parts, alarms)
        running = asyncio.create_task(keep_running(duty, alarms, stopping))
        try:
            yield
        finally:
            stopping.set()
            alarms.wake(("slack listener",))
            await running


class SlowPeople:
    """Somebody Slack takes its time to tell about."""

    def __init__(self, people, until):
        self.people, self.until = people, until

    async def find(self, member):
        """Return them once it is time."""
        await self.until.wait()
        return await self.people.find(member)


async def test_what_takes_long_is_acknowledged_first_and_told_later(slack, site):
    """Slack waits three seconds; the answer follows, to the person alone."""
    until = asyncio.Event()
    parts = evolve(site.slack_parts, people=SlowPeople(site.slack_parts.people, until))
    async with listening(slack, site, parts=parts):
        said = await slack.command("oncall")
        before = list(site.whispers)
        until.set()

    assert set(said) == {"envelope_id"}
    assert before == []
    assert site.whispers == [("D0ANA", "U0ANA", "Primary: Ana García")]


class AwayPeople:
    """A database that does not answer."""

    async def find(self, member):
        """Say so."""
        raise UnavailableError


async def test_what_cannot_be_done_now_is_not_acknowledged(slack, site):
    """Slack then tells the person that it did not work."""
    parts = evolve(site.slack_parts, people=AwayPeople())
    async with listening(slack, site, parts=parts):
        with pytest.raises(TimeoutError):
            await slack.command("oncall", seconds=0.5)


async def test_slacks_own_client_is_served_by_this_workspace(slack):
    """The peer of these tests speaks as Slack does: its vendor's client takes it for Slack."""
    acknowledged = threading.Event()

    def answer(client, request):
        client.send_socket_mode_response(
            SocketModeResponse(envelope_id=request.envelope_id, payload={"text": request.type})
        )
        acknowledged.set()

    client = SocketModeClient(
        app_token=APP_TOKEN,
        web_client=WebClient(base_url=slack.api_url),
        auto_reconnect_enabled=False,
    )
    client.socket_mode_request_listeners.append(answer)
    await asyncio.to_thread(client.connect)
    try:
        await slack.listeners(1)
        said = await slack.command("oncall")
    finally:
        await asyncio.to_thread(client.close)

    assert said["payload"] == {"text": "slash_commands"}
    assert acknowledged.is_set()


@pytest.mark.parametrize(
    "url", ["", "https://x.example.org/", "wss://", "wss://x:99999/", "ftp://x"]
)
async def test_an_address_that_is_none_is_refused(slack, url):
    """Whoever answers for Slack does not choose what we speak."""
    slack.socket_url = lambda: url
    async with OutgoingHttp(LOOPBACK) as http:
        with pytest.raises(BadSocketAddressError):
            async with sockets(slack, http).open():
                pass


async def test_the_guard_is_asked_before_anything_is_connected(slack):
    """An address inside the network is refused unless it is let through."""
    async with OutgoingHttp(LOOPBACK) as http:
        with pytest.raises(DestinationRefusedError):
            async with sockets(slack, http, guard=Guard()).open():
                pass

    assert slack.opened == 0
