"""Starts APIs and workers without delay: their parent has everything imported already.

Where something is killed every few seconds, a start that costs seconds of a processor would be
most of what is measured. `python -m tests.chaos.nursery` reads a line of JSON for each child:
{"arguments", "environment", "log"}; it says `born PID`, and `ended PID CODE` when it is over.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.chaos import doomed
from tests.product.programs import Program, Programs
from tests.product.waiting import until


class Child(Program):
    """A process of the nursery."""

    def __init__(self, nursery: "Nursery", number: int, log: Path) -> None:
        self.log = log
        self._nursery = nursery
        self._number = number

    @property
    def pid(self) -> int:
        """The number of the process; 0 while it is not born."""
        born = [line.split() for line in self._nursery.lines if line.startswith("born ")]
        return int(born[self._number][1]) if len(born) > self._number else 0

    @property
    def exit_code(self) -> int | None:
        """How it ended; nothing while it runs."""
        if self._nursery.program.exit_code is not None:
            return 1
        ended = f"ended {self.pid} "
        found = [line for line in self._nursery.lines if line.startswith(ended)]
        return int(found[-1].split()[2]) if found and self.pid else None

    def kill(self) -> None:
        """End it with kill -9; that it is over is known a moment later."""
        if self.pid and self.exit_code is None:
            os.kill(self.pid, signal.SIGKILL)


class Nursery:
    """Starts doomed processes."""

    def __init__(self, programs: Programs) -> None:
        self.programs = programs
        self.program = _Parent(programs.folder / "nursery.log")
        programs.all.append(self.program)
        self._children = 0

    @property
    def lines(self) -> list[str]:
        """What it has said."""
        return self.program.said.splitlines()

    async def ready(self) -> None:
        """Return once it takes orders."""
        await until(lambda: "ready" in self.lines, 300, "the nursery")

    def start(self, name: str, arguments: list[str], environment: Mapping[str, str]) -> Child:
        """Start an API or a worker."""
        log = self.programs.folder / f"{name}.log"
        log.touch()
        data = str(self.programs.folder / "data")
        order = {
            "arguments": arguments,
            "environment": {"HIKESHI_DATA_DIR": data, **environment},
            "log": str(log),
        }
        self.program.tell(json.dumps(order))
        child = Child(self, self._children, log)
        self._children += 1
        self.programs.all.append(child)
        return child


class _Parent(Program):
    """The process that has everything imported."""

    def __init__(self, log: Path) -> None:
        self.log = log
        with log.open("ab") as file:
            self._running = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.nursery"],
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=file,
            )

    def tell(self, line: str) -> None:
        """Write it a line."""
        assert self._running.stdin is not None
        self._running.stdin.write(f"{line}\n".encode())
        self._running.stdin.flush()

    def kill(self) -> None:
        """End it with kill -9."""
        if self._running.stdin is not None:
            self._running.stdin.close()
        super().kill()


def _bury(*_: object) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        print(f"ended {pid} {os.waitstatus_to_exitcode(status)}", flush=True)


def _live(order: Mapping[str, object]) -> None:
    """Be that child until the end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(str(order["log"]), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    for name in [name for name in os.environ if name.startswith("HIKESHI_")]:
        del os.environ[name]
    os.environ.update(order["environment"])  # type: ignore[call-overload]
    doomed.main(order["arguments"])  # type: ignore[arg-type]


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, _bury)
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(json.loads(line))
            os._exit(0)
        print(f"born {child}", flush=True)
