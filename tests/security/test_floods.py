"""Whoever guesses, guesses alone: others sign in, are paged, and have room on their disks."""

import asyncio
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi_server.inbound.http.ingest.keys import Keys
from hikeshi_server.inbound.http.ingest.refused_keys import Knock, RefusedKeys
from hikeshi_server.outbound.passwords import Argon2PasswordHasher
from hikeshi_server.outbound.passwords.hasher import AT_ONCE, MOST_WAITING, TooManySignInsError


async def test_passwords_beyond_a_queue_are_not_looked_at():
    """So many hashes wait for the two that run; more are refused at once and cost nothing."""
    hasher = Argon2PasswordHasher(time_cost=1, memory_kib=64, lanes=1)
    room = AT_ONCE + MOST_WAITING

    guesses = [hasher.verify(None, "guess") for _ in range(room + 5)]
    found = await asyncio.gather(*guesses, return_exceptions=True)

    assert [isinstance(each, TooManySignInsError) for each in found] == [False] * room + [True] * 5
    assert await hasher.verify(await hasher.hash("right"), "right")


@pytest.mark.parametrize("key", ["k" * 32, "short"])
async def test_guessed_keys_are_counted_together(key):
    """A hundred unknown keys in a moment are one line in the log, not a hundred."""
    clock = FixedClock(datetime(2026, 1, 5, tzinfo=UTC))
    transactions = InMemoryTransactions(Store(), clock, CountingIds())
    keys = Keys(transactions, RefusedKeys(transactions))
    knock = Knock("/v2/enqueue", "192.0.2.7")

    with capture_logs() as lines:
        for _ in range(100):
            assert await keys.find(key, knock) is None

    assert 1 <= len(lines) <= 10
    assert key not in str(lines)
