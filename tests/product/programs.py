"""Processes: started with settings of their own, waited for until ready, ended in any way."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests.product.waiting import until

ROOT = Path(__file__).resolve().parents[2]
HIKESHI = str(Path(sys.executable).with_name("hikeshi"))
#: A cold start on a busy machine.
START_SECONDS = 60.0
STOP_SECONDS = 30.0


class Program:
    """One process; what it says goes to a file of its own."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        own = {name: value for name, value in os.environ.items() if not name.startswith("HIKESHI_")}
        with log.open("ab") as file:
            self._running = subprocess.Popen(
                command,
                env={**own, **environment},
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._running.pid

    @property
    def said(self) -> str:
        """Everything it has said."""
        return self.log.read_text("utf-8", "replace")

    @property
    def exit_code(self) -> int | None:
        """How it ended; nothing while it runs."""
        return self._running.poll()

    async def until_said(self, words: str, limit: float = START_SECONDS) -> None:
        """Return once it has said that."""
        await until(lambda: self._alive() and words in self.said, limit, f"{words!r}")

    async def until_ready(self, url: str, limit: float = START_SECONDS) -> None:
        """Return once that address answers 200."""

        async def answers() -> bool:
            self._alive()
            try:
                return (await client.get(url)).status_code == 200
            except httpx.HTTPError:
                return False

        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            await until(answers, limit, f"200 from {url}\n{self.said}")

    def kill(self) -> None:
        """End it with kill -9."""
        self._running.kill()
        self._running.wait()

    async def stop(self) -> int:
        """Ask it to end, as an operator does; return its exit code."""
        if self._running.poll() is None:
            self._running.send_signal(signal.SIGTERM)
        try:
            return await asyncio.to_thread(self._running.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def _alive(self) -> bool:
        assert self.exit_code is None, f"it ended with {self.exit_code}:\n{self.said}"
        return True


class Programs:
    """All processes of one test; none outlives it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.all: list[Program] = []

    def start(self, name: str, *command: str, **environment: str) -> Program:
        """Start a process.

        Args:
            name: Of its log.
            command: `hikeshi …`, or a program and its arguments.
            environment: Further variables.
        """
        environment.setdefault("HIKESHI_DATA_DIR", str(self.folder / "data"))
        program = Program(command, environment, self.folder / f"{name}.log")
        self.all.append(program)
        return program

    def module(self, name: str, module: str, *arguments: str, **environment: str) -> Program:
        """Start a Python module."""
        return self.start(name, sys.executable, "-m", module, *arguments, **environment)

    def hikeshi(self, name: str, command: str, **environment: str) -> Program:
        """Start a command of the product."""
        return self.start(name, HIKESHI, command, **environment)

    def tails(self) -> str:
        """Return the end of what each of them said."""
        return "\n".join(f"== {p.log.name}\n{p.said[-3000:]}" for p in self.all)


@asynccontextmanager
async def programs(folder: Path) -> AsyncIterator[Programs]:
    """Lend processes; they are ended afterwards, and their logs shown where the test fails."""
    lent = Programs(folder)
    try:
        yield lent
    except BaseException:
        sys.stderr.write(lent.tails())
        raise
    finally:
        for program in reversed(lent.all):
            if program.exit_code is None:
                program.kill()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
