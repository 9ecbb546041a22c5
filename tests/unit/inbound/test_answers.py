"""Answers are computed once, kept under a name for all they follow from, and never needed."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from threading import Event
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from attrs import evolve, fields, has

from hikeshi.flow.queries.on_call_load import LoadSources
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.intervals import Interval
from hikeshi.memory.cache import InMemoryCache
from hikeshi.memory.clock import FixedClock
from hikeshi.testing.builders import START
from hikeshi_server.inbound.answers import LARGEST_ANSWER, AnswerKind, Answers, Question
from hikeshi_server.inbound.http.calendars.feeds import Shown

KIND = AnswerKind(name="load", edition=1, keep_for=timedelta(hours=1))
QUESTION = Question(kind=KIND, asked=("year", "sre"), sources=("primary 7", "pages"))


class Sum:
    """Something dear to compute: counts how often it was."""

    def __init__(self, answer: bytes = b"42", begin: Event | None = None) -> None:
        self.answer, self.begin, self.times = answer, begin, 0

    def __call__(self) -> bytes:
        if self.begin is not None:
            assert self.begin.wait(30)
        self.times += 1
        return self.answer


@pytest.fixture
def cache() -> InMemoryCache:
    """What processes share."""
    return InMemoryCache(FixedClock(START))


async def test_a_stampede_computes_once(cache: InMemoryCache) -> None:
    """Whoever asks while it is computed, in this process or in another one, gets that answer."""
    begin = Event()
    compute = Sum(begin=begin)
    processes = [Answers(cache), Answers(cache)]
    asking = [
        asyncio.create_task(process.get(QUESTION, compute))
        for process in processes
        for _ in range(20)
    ]
    await asyncio.sleep(0)
    begin.set()

    assert await asyncio.gather(*asking) == [b"42"] * 40
    assert await Answers(cache).get(QUESTION, compute) == b"42"
    assert compute.times == 1


#: Each differs in one thing.
OTHERS = (
    evolve(QUESTION, asked=("year", "web")),
    evolve(QUESTION, asked=("yearsre",)),
    evolve(QUESTION, sources=("primary 8", "pages")),
    evolve(QUESTION, sources=("primary 7", "more pages")),
    evolve(QUESTION, asked=("year",), sources=("sre", "primary 7", "pages")),
    evolve(QUESTION, kind=evolve(KIND, edition=2)),
    evolve(QUESTION, kind=evolve(KIND, name="calendar")),
)


@pytest.mark.parametrize("other", OTHERS, ids=str)
async def test_whatever_differs_is_another_answer(cache: InMemoryCache, other: Question) -> None:
    """What is asked, every source, and what the bytes mean, are all in the key."""
    answers = Answers(cache)
    await answers.get(QUESTION, Sum())

    assert await answers.get(other, Sum(b"43")) == b"43"
    assert await answers.get(QUESTION, Sum(b"44")) == b"42"


async def test_a_very_large_answer_is_not_kept(cache: InMemoryCache) -> None:
    """It is computed each time, and takes no room from the others."""
    answers, large = Answers(cache), Sum(bytes(LARGEST_ANSWER + 1))
    await answers.get(QUESTION, large)
    await answers.get(QUESTION, large)

    assert large.times == 2


async def test_a_failure_is_everybodys_and_is_not_kept(cache: InMemoryCache) -> None:
    """Who waited for an answer that cannot be computed is told why; the next one tries at once."""

    def fail() -> bytes:
        raise InvalidError.at("/until", "is too late")

    answers = Answers(cache)
    said = await asyncio.gather(
        *(answers.get(QUESTION, fail) for _ in range(3)), return_exceptions=True
    )

    assert [type(each) for each in said] == [InvalidError] * 3
    assert await Answers(cache).get(QUESTION, Sum()) == b"42"


async def test_whoever_leaves_does_not_take_the_answer_away(cache: InMemoryCache) -> None:
    """Somebody else who waits for the same answer gets it."""
    begin = Event()
    compute, answers = Sum(begin=begin), Answers(cache)
    leaving = asyncio.create_task(answers.get(QUESTION, compute))
    staying = asyncio.create_task(answers.get(QUESTION, compute))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.sleep(0)
    begin.set()

    assert await staying == b"42"
    assert leaving.cancelled()
    assert compute.times == 1


async def test_who_died_over_it_holds_nobody_up(cache: InMemoryCache) -> None:
    """An answer another process never finishes is computed here after a short wait."""
    paused = []

    async def pause(seconds: float) -> None:
        paused.append(seconds)

    assert await cache.claim(QUESTION.key, timedelta(days=1))

    assert await Answers(cache, pause).get(QUESTION, Sum()) == b"42"
    assert 2 <= sum(paused) < 2.1


def attrs_types(kind: Any) -> Iterator[type]:
    """Return every attrs class that may stand in a value of that type."""
    for part in get_args(kind):
        yield from attrs_types(part)
    if isinstance(kind, type) and has(kind):
        yield kind
        for each in get_type_hints(kind).values():
            yield from attrs_types(each)


@pytest.mark.parametrize("kind", [Shown, LoadSources, Interval], ids=lambda kind: kind.__name__)
def test_what_names_an_answer_shows_itself_whole(kind: type) -> None:
    """No field of anything an answer is computed from is missing in its `repr`, and nothing in
    there is a set, whose order is another one in each process."""
    found = set(attrs_types(kind))
    hidden = [(each, f.name) for each in found for f in fields(each) if f.repr is not True]
    unordered = [
        (each, name)
        for each in found
        for name, hint in get_type_hints(each).items()
        if get_origin(hint) in {set, frozenset}
    ]

    assert kind in found
    assert (hidden, unordered) == ([], [])
