"""Following what happens over HTTP: places, filters, resuming, and being too slow."""

import asyncio
import json
from uuid import uuid4

import falcon.asgi
import pytest
from falcon.testing import ASGIConductor
from tests.unit.inbound.http.api.world import API, Impersonation, new_world

from hikeshi.memory import InMemoryTransactions
from hikeshi.memory.queries import InMemoryJournalReader
from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.inbound.http.stream import resource, tail
from hikeshi_server.inbound.http.stream.resource import Stream
from hikeshi_server.inbound.http.stream.tail import JOURNAL, JournalTail
from hikeshi_server.inbound.worker.alarms import Alarms

PATIENCE = 20


class Follower:
    """Reads the events of one stream."""

    def __init__(self, stream):
        self._stream = stream
        self._text = ""

    async def next(self):
        """Return name, place and body of the next event that is no comment."""
        async with asyncio.timeout(PATIENCE):
            while True:
                block = await self._block()
                lines = [line.partition(": ") for line in block.splitlines()]
                found = {name: value for name, _, value in lines}
                if "data" in found:
                    return found["event"], int(found["id"]), json.loads(found["data"])

    async def _block(self):
        while "\n\n" not in self._text:
            self._text += (await self._stream.stream.read()).decode()
        block, _, self._text = self._text.partition("\n\n")
        return block


class Site:
    """A world with a stream."""

    def __init__(self):
        self.world = new_world()
        store = self.world.store
        self.transactions = InMemoryTransactions(store, self.world.clock, uuid4)
        self.alarms = Alarms()
        self.tail = JournalTail(InMemoryJournalReader(store), self.transactions, self.alarms)
        app = falcon.asgi.App(middleware=[Impersonation(self.world.actors)])
        add_problems(app)
        app.add_route(API + "/stream", Stream(self.tail, self.transactions))
        self.conductor = ASGIConductor(app)

    async def page(self, title):
        """Let something happen."""
        body = {"title": title, "user": "rosa", "urgency": "high"}
        await asyncio.to_thread(self.world.made, "/pages", body)
        self.alarms.wake([JOURNAL])

    def follow(self, query="", last=None, by="otto"):
        """Open a stream."""
        headers = {"X-Actor": by} | ({"Last-Event-ID": last} if last is not None else {})
        return self.conductor.simulate_get_stream(
            API + "/stream", query_string=query, headers=headers
        )


@pytest.fixture
async def site(monkeypatch):
    """A server with a stream whose heart beats fast: a client that left is noticed soon."""
    monkeypatch.setattr(resource, "HEARTBEAT_SECONDS", 0.05)
    made = Site()
    async with made.conductor:
        yield made


async def test_what_happens_is_told(site):
    """Whoever follows is told of each fact, in the order of the journal."""
    async with site.follow() as stream:
        follower = Follower(stream)
        await site.page("Disk")
        names = [(await follower.next())[0] for _ in range(2)]

    assert names[0] == "incident.triggered"
    assert all(name.partition(".")[0] in {"incident", "notification"} for name in names)


async def test_a_place_resumes_without_a_hole(site):
    """After a break exactly what came meanwhile is told, from the database."""
    async with site.follow() as stream:
        follower = Follower(stream)
        await site.page("First")
        _, place, _ = await follower.next()

    await site.page("Second")
    async with site.follow(last=str(place)) as stream:
        follower = Follower(stream)
        after = len(site.world.store.journal.rows)
        seen = []
        while not seen or seen[-1] < after:
            _, position, _ = await follower.next()
            seen.append(position)

    assert seen == sorted(set(seen))
    assert seen[0] == place + 1


async def test_only_what_is_wanted_is_told(site):
    """A filter on types lets others through for others only."""
    async with site.follow("type=incident.triggered") as stream:
        follower = Follower(stream)
        await site.page("One")
        await site.page("Two")
        told = [await follower.next() for _ in range(2)]

    assert {name for name, _, _ in told} == {"incident.triggered"}


@pytest.mark.parametrize("last", ["999999", "-1", "x", "1" * 30])
async def test_a_place_of_another_journal_is_reset(site, last):
    """A place beyond the end, or none at all, begins at the end and says so."""
    async with site.follow(last=last) as stream:
        name, place, _ = await Follower(stream).next()

    assert (name, place) == ("reset", len(site.world.store.journal.rows))


async def test_who_missed_too_much_is_reset(site, monkeypatch):
    """Whoever comes back after more than is kept at hand reads everything anew."""
    monkeypatch.setattr(resource, "LONGEST_GAP", 2)
    await site.page("One")
    await site.page("Two")
    async with site.follow(last="0") as stream:
        name, _, _ = await Follower(stream).next()

    assert name == "reset"


async def test_the_newest_facts_are_kept_and_older_ones_read(site, monkeypatch):
    """What left the memory is read from the journal: a slow client misses nothing."""
    monkeypatch.setattr(tail, "LONGEST_GAP", 1)
    async with site.follow() as stream:
        follower = Follower(stream)
        for title in ("One", "Two", "Three"):
            await site.page(title)
        end = len(site.world.store.journal.rows)
        places = []
        while not places or places[-1] < end:
            places.append((await follower.next())[1])

    assert places == list(range(places[0], end + 1))


async def test_a_stream_ends_so_that_rights_are_looked_at_again(site, monkeypatch):
    """A stream ends after a while; the client comes back and is asked who it is."""
    monkeypatch.setattr(resource, "LONGEST_SECONDS", 0.0)
    answer = await site.conductor.simulate_get(API + "/stream", headers={"X-Actor": "otto"})

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")


@pytest.mark.parametrize(
    ("query", "by", "status"),
    [("", None, 401), ("type=nothing.*", "otto", 422), ("colour=red", "otto", 422)],
)
async def test_what_cannot_be_followed_is_refused(site, query, by, status):
    """Nobody, unknown types and unknown parameters are refused before anything is sent."""
    headers = {"X-Actor": by} if by else {}
    answer = await site.conductor.simulate_get(API + "/stream", query_string=query, headers=headers)

    assert answer.status_code == status


async def test_too_many_streams_are_told_to_come_back(site, monkeypatch):
    """Beyond the limit the answer is 503 with Retry-After."""
    monkeypatch.setattr(resource, "MOST_STREAMS", 0)
    answer = await site.conductor.simulate_get(API + "/stream", headers={"X-Actor": "otto"})

    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
