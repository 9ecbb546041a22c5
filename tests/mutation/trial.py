"""Tries mutants: each in a process forked from one that has every test and module loaded.

In the child the functions of the changed file get their new code, and the tests run until the first
fails. No file of the project is touched, and nothing is imported or collected twice.
"""

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from attrs import frozen

UNCHANGED = "unchanged"
#: Seconds after which no further test is begun: who survived so many will survive the rest.
PATIENCE = 30.0
_ALIVE, _KILLED, _ABSENT = range(3)
_VERDICTS = {_ALIVE: "survived", _KILLED: "killed", _ABSENT: "unplanted"}


@frozen
class Trial:
    """A mutant, and the tests that may notice it, quick ones first."""

    id: str
    path: str
    source: str
    tests: Sequence[str]


class Laboratory:
    """A plugin of pytest: when everything is collected, experiments are made instead of tests."""

    def __init__(self, root: Path, experiments: Callable[["Laboratory"], None]) -> None:
        self.root = root
        self.experiments = experiments
        self.items: dict[str, pytest.Item] = {}
        self.functions: dict[str, list[FunctionType]] = {}
        self.failed = False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Hand over to the experiments."""
        self.items = {item.nodeid: item for item in session.items}
        if threading.active_count() > 1:  # a fork would inherit their locks and not them
            raise pytest.UsageError(f"threads are running: {threading.enumerate()}")
        self.functions = _living_functions(self.root)
        gc.freeze()
        self.experiments(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a failure."""
        self.failed = self.failed or report.failed

    def verdicts(
        self, trials: Sequence[Trial], *, workers: int, limit: float
    ) -> Iterator[tuple[Trial, str]]:
        """Yield each trial with its verdict, as they end."""
        waiting, running = list(trials), dict[int, tuple[Trial, float]]()
        while waiting or running:
            while waiting and len(running) < workers:
                trial = waiting.pop(0)
                if not trial.tests:
                    yield trial, "unreached"
                    continue
                running[self._started(trial)] = (trial, time.monotonic() + limit)
            yield from _ended(running)
            time.sleep(0.01)

    def _started(self, trial: Trial) -> int:
        """Fork, and in the child run the tests against the mutant until the first fails."""
        sys.stdout.flush()
        number = os.fork()
        if number:
            return number
        code = _KILLED
        try:
            os.setsid()
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            path = str(self.root / trial.path)
            planted = plant(self.functions.get(path, []), path, trial.source)
            code = self._run(trial.tests) if planted or trial.id == UNCHANGED else _ABSENT
        finally:
            os._exit(code)

    def _run(self, tests: Sequence[str]) -> int:
        """Run tests in order until one fails or patience ends."""
        until = time.monotonic() + PATIENCE
        items = [self.items[test] for test in tests if test in self.items]
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return _KILLED
            if time.monotonic() > until:
                break
        return _ALIVE


def plant(functions: Sequence[FunctionType], path: str, source: str) -> int:
    """Give functions of a file their code from another source; return how many changed."""
    planted = 0
    codes = dict(_codes(compile(source, path, "exec", dont_inherit=True)))
    for function in functions:
        new = codes.get(_name(function.__code__))
        if new in (None, function.__code__) or new.co_freevars != function.__code__.co_freevars:
            continue
        function.__code__ = new
        planted += 1
    return planted


def _living_functions(root: Path) -> dict[str, list[FunctionType]]:
    """Return every function in memory that was made by a file below a folder, by that file."""
    found: dict[str, list[FunctionType]] = {}
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename.startswith(str(root)):
            found.setdefault(thing.__code__.co_filename, []).append(thing)
    return found


def _codes(code: CodeType) -> Iterator[tuple[tuple[str, int], CodeType]]:
    """Return the code of every function, however deep, by name and first line."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield _name(constant), constant
            yield from _codes(constant)


def _name(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _ended(running: dict[int, tuple[Trial, float]]) -> Iterator[tuple[Trial, str]]:
    """Collect the processes that ended; end those beyond their limit."""
    for number, (trial, until) in list(running.items()):
        ended, status = os.waitpid(number, os.WNOHANG)
        if ended:
            del running[number]
            yield trial, _VERDICTS.get(os.waitstatus_to_exitcode(status), "killed")
        elif time.monotonic() > until:
            os.killpg(number, signal.SIGKILL)
            os.waitpid(number, 0)
            del running[number]
            yield trial, "timeout"
