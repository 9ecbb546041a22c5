"""Shares scenarios among processes: each is played alone, so the order of playing says nothing."""

import gc
import multiprocessing
import threading
from collections.abc import Callable

from hikeshi.rehearsal.report import ScenarioReport

#: With fewer scenarios than this a second process costs more than it saves.
WORTH_SHARING = 64
#: Scenarios handed over at a time, for each process so many times over the whole.
HANDS = 4
#: Objects made between two looks for cycles: scenarios leave hardly any.
COLLECT_AFTER = 50_000

#: Plays the scenario of that number.
Play = Callable[[int], ScenarioReport]
_shared: list[Play] = []


def play_all(play: Play, count: int, jobs: int) -> tuple[ScenarioReport, ...]:
    """Return the reports of scenarios 0 to `count` - 1, in that order.

    Args:
        play: Plays one of them.
        jobs: Processes to share them among. Where processes cannot be forked, or other threads
            run in this one, they are played here.

    Raises:
        Exception: What playing the first scenario at fault raises.
    """
    if jobs < 2 or count < WORTH_SHARING or not _can_fork():
        return tuple(play(number) for number in range(count))
    # What both have to know is there before they part.
    first = play(0)
    _shared.append(play)
    try:
        context = multiprocessing.get_context("fork")
        with context.Pool(jobs, initializer=_begin) as pool:
            size = max(1, count // (jobs * HANDS))
            rest = pool.map(_played, range(1, count), chunksize=size)
    finally:
        _shared.clear()
    # One that failed elsewhere is played here, so that its error is told from here.
    return (first, *(report or play(number) for number, report in enumerate(rest, start=1)))


def _can_fork() -> bool:
    return (
        "fork" in multiprocessing.get_all_start_methods()
        and threading.active_count() == 1
        and not multiprocessing.current_process().daemon
    )


def _begin() -> None:
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 20)


def _played(number: int) -> ScenarioReport | None:
    try:
        return _shared[0](number)
    except Exception:  # noqa: BLE001 (the one who asked plays it again, and raises it)
        return None
