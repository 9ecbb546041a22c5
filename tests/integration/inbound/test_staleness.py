"""No kept answer is older than the database, whoever edits and whoever asks meanwhile."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from attrs import define, evolve, field
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.peers.redis_server import RedisServer
from tests.product.installation import works

from hikeshi.flow.work import Work
from hikeshi.memory.cache import InMemoryCache
from hikeshi.memory.clock import FixedClock
from hikeshi.teams.model.user import User
from hikeshi.testing.builders import START, a_user
from hikeshi_server.inbound.answers import AnswerKind, Answers, Question
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from hikeshi_server.outbound.redis.cache import RedisCache
from hikeshi_server.outbound.redis.link import RedisLink, connect

KIND = AnswerKind(name="name", edition=1, keep_for=timedelta(hours=1))
#: What a person is called in a work that is given up.
NEVER = "-1"
Step = tuple[int, str]
SCRIPTS = st.lists(
    st.lists(
        st.tuples(st.sampled_from([0, 1]), st.sampled_from(["ask", "ask", "edit", "give up"])),
        min_size=1,
        max_size=4,
    ),
    min_size=2,
    max_size=5,
)


class GivenUpError(Exception):
    """What was begun is not wanted after all."""


@define
class History:
    """What the database is known to say: the person's name counts edits."""

    ana: User
    begun: int = 0
    committed: int = 0
    editing: asyncio.Lock = field(factory=asyncio.Lock)


@define
class Process:
    """One process: its own view of the configuration, and a cache it shares.

    Args:
        named: Whether answers are named by what they follow from.
    """

    transactions: PostgresTransactions
    answers: Answers
    history: History
    named: bool = True

    async def do(self, what: str) -> None:
        """Take a step."""
        await {"ask": self.ask, "edit": self.edit, "give up": self.give_up}[what]()

    async def edit(self) -> None:
        """Give the person the next name."""
        async with self.history.editing:
            self.history.begun += 1
            await self.transactions.run(lambda work: self._name(work, str(self.history.begun)))
            self.history.committed = self.history.begun

    async def give_up(self) -> None:
        """Give the person another name, ask for it, and do nothing after all."""

        async def act(work: Work) -> None:
            await self._name(work, NEVER)
            await self._answer(work)
            raise GivenUpError

        async with self.history.editing:
            with suppress(GivenUpError):
                await self.transactions.run(act)

    async def ask(self) -> None:
        """Ask for the name: whatever was committed before is known."""
        least = self.history.committed
        answer = await self.transactions.run(self._answer)
        assert least <= int(answer) <= self.history.begun

    async def _name(self, work: Work, name: str) -> None:
        found = (await work.users.lock_many([self.history.ana.id]))[self.history.ana.id]
        await work.users.save_many([evolve(found, name=name, version=found.version + 1)])

    async def _answer(self, work: Work) -> bytes:
        name = (await work.directory()).users[self.history.ana.id].name
        question = Question(kind=KIND, asked=("name",), sources=(name,) if self.named else ())
        return await self.answers.get(question, name.encode)


async def play(
    url: str, redis: RedisServer, script: Sequence[Sequence[Step]], *, named: bool = True
) -> None:
    """Let two processes take steps, those of a line at the same time."""
    history = History(a_user(key=f"ana-{uuid4().hex[:8]}", name="0"))
    async with AsyncExitStack() as stack:
        processes = []
        for _ in range(2):
            transactions = await stack.enter_async_context(works(url, FixedClock(START)))
            link = RedisLink(connect(redis.url), history.ana.key, Outages("redis"))
            await stack.enter_async_context(link.watched())
            cache = RedisCache(link, InMemoryCache(FixedClock(START)), bytes(32))
            processes.append(Process(transactions, Answers(cache), history, named))
        await processes[0].transactions.run(lambda work: work.users.save_many([history.ana]))
        for line in script:
            await asyncio.gather(*(processes[who].do(what) for who, what in line))


def test_no_answer_is_older_than_the_database(postgres_url: str, shared_redis: Any) -> None:
    """However edits, edits given up and questions of two processes fall together, an answer is
    never older than what had been committed when it was asked for, nor of a work given up."""
    with asyncio.Runner() as runner:

        @settings(max_examples=12)
        @given(SCRIPTS)
        def check(script: Sequence[Sequence[Step]]) -> None:
            runner.run(play(postgres_url, shared_redis, script))

        check()


async def test_unnamed_it_would_be(postgres_url: str, shared_redis: RedisServer) -> None:
    """The same check finds a key that does not name what its answer follows from."""
    script = [[(0, "ask")], [(1, "edit")], [(0, "ask")]]
    await play(postgres_url, shared_redis, script)

    with pytest.raises(AssertionError):
        await play(postgres_url, shared_redis, script, named=False)
