"""A duty that hangs, or has ended, is told from one that has nothing to do."""

import asyncio

import pytest

from hikeshi_server.inbound.worker.rounds import STUCK_SECONDS, Rounds


class Time:
    """Seconds that pass when they are told to."""

    now = 100.0

    def __call__(self) -> float:
        """Return them."""
        return self.now


async def test_what_waits_too_long_for_one_thing_is_stuck() -> None:
    """Each step counts, however long the whole takes; none for a minute is standing still."""
    time, steps, never = Time(), asyncio.Queue[None](), asyncio.Event()
    rounds, done = Rounds(time), asyncio.Queue[None]()

    async def in_steps() -> None:
        while True:
            await steps.get()
            done.put_nowait(None)

    async def hang() -> None:
        done.put_nowait(None)
        await never.wait()

    tasks = [
        asyncio.create_task(rounds.follow("storm", in_steps())),
        asyncio.create_task(rounds.follow("hung", hang())),
    ]
    await done.get()
    for _ in range(3):
        time.now += STUCK_SECONDS / 2
        steps.put_nowait(None)
        await done.get()
    stuck = rounds.stuck()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert stuck == ["hung"]


async def test_what_has_ended_is_stuck() -> None:
    """Nobody asked it to end: what it did is done by nobody now."""
    time = Time()
    rounds = Rounds(time)

    async def end() -> None:
        await asyncio.sleep(0)

    await rounds.follow("gone", end())
    assert rounds.stuck() == []
    time.now += STUCK_SECONDS + 1

    assert rounds.stuck() == ["gone"]


async def test_following_changes_nothing_else() -> None:
    """A cancellation reaches who is awaited, who may finish; a fault comes back as it was."""
    rounds, told, begun = Rounds(), list[str](), asyncio.Event()

    async def finish_first() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            told.append("finished")

    async def fail() -> None:
        await asyncio.sleep(0)
        raise OSError("disk full")

    task = asyncio.create_task(rounds.follow("a", finish_first()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(OSError, match="disk full"):
        await rounds.follow("b", fail())

    assert told == ["finished"]
