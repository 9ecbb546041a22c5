"""A server in a process of its own that a test kills and starts again at the same address."""

import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests.product.programs import Program, free_port

#: A cold start on a busy machine.
START_SECONDS = 60.0


class RestartableServer:
    """Runs while the block does, on loopback; what it says goes to a log in `folder`."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name, self.port = folder, name, free_port()
        self._running: Program | None = None

    def command(self) -> Sequence[str]:
        """Return what is run."""
        raise NotImplementedError

    def start(self) -> None:
        """Start it, and return once it takes connections."""
        self._running = Program(self.command(), {}, self.folder / f"{self.name}.log")
        deadline = time.monotonic() + START_SECONDS
        while not self._listens():
            assert self._running.exit_code is None, self._running.said
            assert time.monotonic() < deadline, f"{self.name} takes no connections"
            time.sleep(0.01)

    def kill(self) -> None:
        """End it with kill -9, and with it everything it knew."""
        if self._running is not None:
            self._running.kill()
            self._running = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True
