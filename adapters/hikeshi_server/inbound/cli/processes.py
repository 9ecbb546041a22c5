"""Shares scenarios among processes: each is played alone, so the order of playing says nothing."""

import gc
import multiprocessing
import threading
from collections.abc import Sequence

from attrs import frozen

from hikeshi.rehearsal.report import ScenarioReport
from hikeshi.rehearsal.suite import Play, one_by_one

#: With fewer scenarios than this a second process costs more than it saves.
WORTH_SHARING = 64
#: Scenarios handed over at a time, for each process so many times over the whole.
HANDS = 4
#: Objects made between two looks for cycles: scenarios leave hardly any.
COLLECT_AFTER = 50_000

_shared: list[Play] = []


@frozen
class Processes:
    """Plays scenarios in several processes at once.

    Args:
        jobs: So many. Where processes cannot be forked, or other threads run in this one, all is
            played here.
    """

    jobs: int

    def __call__(self, play: Play, count: int) -> Sequence[ScenarioReport]:
        """Return the reports of scenarios 0 to `count` - 1, in that order.

        Raises:
            Exception: What playing the first scenario at fault raises.
        """
        if self.jobs < 2 or count < WORTH_SHARING or not _can_fork():
            return one_by_one(play, count)
        # What all of them have to know is there before they part.
        first = play(0)
        _shared.append(play)
        try:
            context = multiprocessing.get_context("fork")
            with context.Pool(self.jobs, initializer=_begin) as pool:
                size = max(1, count // (self.jobs * HANDS))
                rest = pool.map(_played, range(1, count), chunksize=size)
        finally:
            _shared.clear()
        # One that failed elsewhere is played here, so that its error is told from here.
        return (first, *(report or play(n) for n, report in enumerate(rest, start=1)))


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
