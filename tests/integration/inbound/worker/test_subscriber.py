"""The duty that tells programs elsewhere, on PostgreSQL with a real receiver."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from attrs import define
from tests.contracts.conftest import VisibleSealer
from tests.peers.http_sink import Fault, HttpSink
from tests.product.waiting import until

from hikeshi.incidents.events import NoteAdded
from hikeshi.kernel.actor import SYSTEM
from hikeshi.memory.clock import FixedClock
from hikeshi.subscriptions.model.subscription import Progress, Subscription
from hikeshi.subscriptions.model.subscription_message import MessageStatus
from hikeshi.subscriptions.use_cases.claim_messages import LEASE, ClaimMessages
from hikeshi.subscriptions.use_cases.record_posts import RecordPosts
from hikeshi.testing.builders import START, a_subscription, new_id
from hikeshi_server.inbound.worker.subscriber import Subscriber
from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges
from hikeshi_server.outbound.postgres.engine import create_engine
from hikeshi_server.outbound.postgres.identities import MonotonicIds
from hikeshi_server.outbound.postgres.queries.audit import PostgresJournalReader
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.outbound.postgres.sealing import JournalSealing
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from hikeshi_server.outbound.webhook.client import WebhookClient, generate_secret
from hikeshi_server.outbound.webhook.subscriptions import WebhookSubscriptionSender


@define
class Site:
    """A database, a receiver, and workers that tell it what happens."""

    transactions: PostgresTransactions
    clock: FixedClock
    http: OutgoingHttp
    sink: HttpSink
    subscription: Subscription

    def worker(self) -> Subscriber:
        """Return a worker that has not run yet."""
        return Subscriber(
            self.transactions,
            PostgresJournalReader(Reader(self.transactions.engine)),
            self.clock,
            ClaimMessages(),
            RecordPosts(),
            WebhookSubscriptionSender(WebhookClient(self.http), self.clock),
            may_send=self.may_send,
        )

    async def may_send(self) -> bool:
        """Nothing is held."""
        return True

    async def happen(self, count: int = 1) -> None:
        """Let something happen, and have it sealed."""
        for number in range(count):
            event = NoteAdded(
                id=new_id(), at=START, by=SYSTEM, incident_id=new_id(), text=str(number)
            )
            await self.transactions.run(lambda work, event=event: _record(work, event))
        await JournalSealing(self.transactions.engine, self.clock, b"key").run_once()

    async def all_wait(self) -> bool:
        """Say whether no attempt is under way."""
        return set(await self.statuses()) == {MessageStatus.PENDING}

    async def statuses(self) -> list[str]:
        """Return where the messages stand, in the order of the journal."""
        async with self.transactions.engine.begin() as connection:
            found = await connection.exec_driver_sql(
                "SELECT status FROM subscription_messages ORDER BY position"
            )
            return [row[0] for row in found]


async def _record(work: Any, event: NoteAdded) -> None:
    work.record(event)


@asynccontextmanager
async def working(site: Site) -> AsyncIterator[Subscriber]:
    """Run a worker until the block ends."""

    async def run(worker: Subscriber) -> None:
        while True:
            await worker.run_once()
            await asyncio.sleep(0.01)

    worker = site.worker()
    running = asyncio.create_task(run(worker))
    try:
        yield worker
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await worker.stop()


@pytest.fixture
async def site(postgres_url: str) -> AsyncIterator[Site]:
    """A database with one subscription, and its receiver."""
    clock = FixedClock(START)
    engine = create_engine(postgres_url)
    transactions = PostgresTransactions(engine, clock, MonotonicIds(clock), VisibleSealer())
    async with (
        HttpSink() as sink,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        made = a_subscription(url=sink.url, secrets=(generate_secret(),))
        progress = Progress(subscription_id=made.id, position=0)
        await transactions.run(lambda work: work.subscriptions.save_many([made]))
        await transactions.run(lambda work: work.subscription_progress.save_many([progress]))
        yield Site(transactions, clock, http, sink, made)
    await engine.dispose()


async def test_two_workers_tell_everything_once(site: Site) -> None:
    """However many workers there are, each fact is posted once while all goes well."""
    async with working(site), working(site):
        await site.happen(30)
        await until(lambda: len(site.sink.requests) >= 30, 30, "thirty messages")

    ids = [request["headers"]["webhook-id"] for request in site.sink.requests]
    positions = [request["body"]["data"]["position"] for request in site.sink.requests]
    assert (len(set(ids)), sorted(positions)) == (30, list(range(1, 31)))
    assert await site.statuses() == [MessageStatus.DELIVERED] * 30


async def test_a_receiver_that_comes_back_gets_what_it_missed(site: Site) -> None:
    """What was refused is posted again with the same identity, after a pause."""
    site.sink.fault = Fault.ERROR
    async with working(site):
        await site.happen(2)
        await until(lambda: len(site.sink.requests) == 2, 30, "two refusals")
        await until(site.all_wait, 30, "both to be recorded")
        site.sink.fault = Fault.NONE
        site.clock.advance(timedelta(seconds=7))
        await until(lambda: len(site.sink.requests) == 4, 30, "two repetitions")

    ids = [request["headers"]["webhook-id"] for request in site.sink.requests]
    assert sorted(ids[:2]) == sorted(ids[2:])
    assert await site.statuses() == [MessageStatus.DELIVERED] * 2


async def test_what_a_dead_worker_had_begun_is_posted_again(site: Site) -> None:
    """A worker that dies between sending and recording costs a repetition, never a message."""
    await site.happen()
    dead = site.worker()
    site.sink.fault = Fault.HANG
    await dead.run_once()
    await until(lambda: len(site.sink.requests) == 1, 30, "the first post")
    await dead._slots.give_up()
    site.sink.fault = Fault.NONE

    async with working(site):
        assert await site.statuses() == [MessageStatus.SENDING]
        site.clock.advance(LEASE + timedelta(seconds=1))
        await until(lambda: len(site.sink.requests) == 2, 30, "the repetition")

    first, again = site.sink.requests
    assert first["headers"]["webhook-id"] == again["headers"]["webhook-id"]
    assert await site.statuses() == [MessageStatus.DELIVERED]


async def test_nothing_leaves_while_it_is_held(site: Site) -> None:
    """After a restore messages are planned and wait until a person releases them."""

    async def held() -> bool:
        return False

    worker = site.worker()
    worker.may_send = held
    await site.happen()
    await worker.run_once()

    assert await site.statuses() == [MessageStatus.PENDING]
    assert site.sink.requests == []
