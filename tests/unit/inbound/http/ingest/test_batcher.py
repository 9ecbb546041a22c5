"""Batches: what goes together, what runs side by side, and what keeps its order."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from attrs import define, field

from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.flow.ingestion import IngestSignals
from hikeshi.flow.work import Work
from hikeshi.kernel.errors import UnavailableError
from hikeshi.kernel.ids import IntegrationId
from hikeshi_server.inbound.http.ingest.batcher import MOST_AT_ONCE, SMALL, Batcher

SENDER = IntegrationId(UUID(int=1))


@define
class SlowTransactions:
    """Notes what each work is asked to take in, and ends it when it is told to."""

    taken_in: list[list[str]] = field(factory=list)
    ends: list[asyncio.Event] = field(factory=list)
    opened: asyncio.Event | None = None
    away: bool = False
    refused: str | None = None

    async def run(
        self, do: Callable[[Any], Awaitable[Any]], *, request_id: str | None = None
    ) -> Any:
        """Let the batcher do its part on nothing, and wait."""
        if self.away:
            raise UnavailableError("The database is away.")
        if self.opened is not None:
            await self.opened.wait()
        end = asyncio.Event()
        self.ends.append(end)
        await do(None)
        await end.wait()


def a_batcher() -> tuple[Batcher, SlowTransactions]:
    """A batcher whose works end when they are told to."""
    transactions = SlowTransactions()

    class Noting(IngestSignals):
        async def __call__(
            self, work: Work, signals: Sequence[Signal], unreadable: Sequence[Any] = ()
        ) -> None:
            keys = [str(signal.dedup_key) for signal in signals]
            if transactions.refused in keys:
                raise ValueError(transactions.refused)
            transactions.taken_in.append(keys)

    return Batcher(transactions, Noting()), transactions


def posting(batcher: Batcher, *keys: str) -> "asyncio.Task[None]":
    """Post triggers with these keys in one message."""
    signals = [
        Signal(integration_id=SENDER, action=SignalAction.TRIGGER, dedup_key=key) for key in keys
    ]
    return asyncio.create_task(batcher.take_in(signals))


async def let_run() -> None:
    """Let every task go as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_batches_about_different_things_run_side_by_side() -> None:
    """While one batch commits another one about other things begins."""
    batcher, transactions = a_batcher()
    posts = [posting(batcher, "a")]
    await let_run()
    posts.append(posting(batcher, "b"))
    await let_run()
    assert transactions.taken_in == [["a"], ["b"]]
    for end in transactions.ends:
        end.set()
    await asyncio.gather(*posts)


async def test_signals_about_one_thing_keep_their_order() -> None:
    """What a running batch is about waits for it, and whatever came behind it about the same."""
    batcher, transactions = a_batcher()
    posts = [posting(batcher, "a")]
    await let_run()
    posts += [posting(batcher, "a", "b"), posting(batcher, "b"), posting(batcher, "c")]
    await let_run()
    assert transactions.taken_in == [["a"], ["c"]]
    transactions.ends[0].set()
    await let_run()
    assert transactions.taken_in[2:] == [["a", "b", "b"]]
    for end in transactions.ends:
        end.set()
    await asyncio.gather(*posts)


async def test_what_arrives_while_batches_commit_goes_together() -> None:
    """Only so many batches run at once; the next one is everything that arrived meanwhile."""
    batcher, transactions = a_batcher()
    posts = []
    for number in range(MOST_AT_ONCE + 3):
        posts.append(posting(batcher, f"key {number}"))
        await let_run()
    assert len(transactions.taken_in) == MOST_AT_ONCE
    transactions.ends[0].set()
    await let_run()
    assert len(transactions.taken_in[-1]) == 3
    for end in transactions.ends:
        end.set()
    await asyncio.gather(*posts)


async def test_beside_a_large_batch_the_next_gathers_as_much() -> None:
    """Beside a large batch the next begins when as much waits as that holds, or it has ended."""
    batcher, transactions = a_batcher()
    large = SMALL + 2
    posts = [posting(batcher, *(f"first {number}" for number in range(large)))]
    await let_run()
    for number in range(large):
        assert len(transactions.taken_in) == 1
        posts.append(posting(batcher, f"second {number}"))
        await let_run()
    assert [len(batch) for batch in transactions.taken_in] == [large, large]
    posts.append(posting(batcher, "third"))
    for _ in range(3):
        await let_run()
        for end in transactions.ends:
            end.set()
    await asyncio.gather(*posts)
    assert transactions.taken_in[2:] == [["third"]]


async def test_of_many_signals_each_batch_takes_its_part() -> None:
    """Batches that may run side by side share what waits: one is decided, one written down."""
    batcher, transactions = a_batcher()
    posts = [posting(batcher, f"key {number}") for number in range(6 * SMALL)]
    await let_run()
    assert [len(batch) for batch in transactions.taken_in] == [3 * SMALL, 3 * SMALL]
    for end in transactions.ends:
        end.set()
    await asyncio.gather(*posts)


async def test_a_sender_that_leaves_does_not_take_its_signals_along() -> None:
    """A caller that gives up ends nothing but its own waiting."""
    batcher, transactions = a_batcher()
    leaving, staying = posting(batcher, "a"), posting(batcher, "b")
    await let_run()
    leaving.cancel()
    for end in transactions.ends:
        end.set()
    await staying
    assert transactions.taken_in == [["a", "b"]]


async def test_what_arrives_while_a_transaction_is_opened_goes_along() -> None:
    """A batch is taken when its transaction is there, so that nobody waits for the next one."""
    batcher, transactions = a_batcher()
    opened = transactions.opened = asyncio.Event()
    posts = [posting(batcher, "a")]
    await let_run()
    posts.append(posting(batcher, "b"))
    await let_run()
    assert transactions.taken_in == []
    opened.set()
    await let_run()
    assert transactions.taken_in == [["a", "b"]]
    transactions.ends[0].set()
    await asyncio.gather(*posts)


async def test_a_database_that_is_away_is_told_to_everybody_who_waits() -> None:
    """Where no transaction can be opened, whoever waited learns it, and the next one may try."""
    batcher, transactions = a_batcher()
    transactions.away = True
    posts = [posting(batcher, "a"), posting(batcher, "b")]
    found = await asyncio.gather(*posts, return_exceptions=True)
    assert [type(error) for error in found] == [UnavailableError, UnavailableError]
    assert batcher.trouble is not None
    transactions.away = False
    again = posting(batcher, "a")
    await let_run()
    transactions.ends[0].set()
    await again
    assert (transactions.taken_in, batcher.trouble) == ([["a"]], None)


async def test_one_bad_signal_is_found_among_its_neighbours() -> None:
    """What the database refuses is tried in halves; the others are committed, in their order."""
    batcher, transactions = a_batcher()
    transactions.refused = "bad"
    posts = [posting(batcher, key) for key in ("a", "bad", "c")]
    await let_run()
    for _ in range(3):
        for end in transactions.ends:
            end.set()
        await let_run()
    found = await asyncio.gather(*posts, return_exceptions=True)
    assert [type(each) for each in found] == [type(None), ValueError, type(None)]
    assert transactions.taken_in == [["a"], ["c"]]


async def test_closing_waits_for_what_was_taken_in() -> None:
    """Closing returns once everything is committed."""
    batcher, transactions = a_batcher()
    post = posting(batcher, "a")
    await let_run()
    closing = asyncio.create_task(batcher.close())
    await let_run()
    assert not closing.done()
    transactions.ends[0].set()
    await asyncio.gather(closing, post)
