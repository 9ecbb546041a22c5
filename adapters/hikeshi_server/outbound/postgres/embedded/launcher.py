"""The embedded database of one data directory, whoever of several processes started it."""

import asyncio
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from subprocess import Popen
from typing import Self
from urllib.parse import quote

import structlog
from attrs import define, field

from hikeshi_server.outbound.postgres.embedded.binaries import readable_binaries
from hikeshi_server.outbound.postgres.embedded.errors import EmbeddedPostgresError
from hikeshi_server.outbound.postgres.embedded.place import prepare_place
from hikeshi_server.outbound.postgres.embedded.server import DATABASE, USER, Server, stop_process

#: Recovery after a crash replays at most `max_wal_size`; initdb takes a second.
PATIENCE_SECONDS = 60.0
TICK_SECONDS = 0.02
#: A server that does not stay up is not started more often than this.
RETRY_SECONDS = 1.0

log = structlog.get_logger(__name__)


@define
class EmbeddedPostgres:
    """A running PostgreSQL on a socket, ours or that of another process on the same data.

    Two locks, which the kernel releases when their holders die however they die, say all there is
    to know: `owner` is held by the process that starts and stops the server, `running` by the
    processes of the server itself. No number in a file is believed.
    """

    _server: Server
    _watch: bool = sys.platform != "linux"
    _owner_lock: int | None = None
    _process: "Popen[bytes] | None" = None
    _launched_at: float = field(default=-RETRY_SECONDS)
    _may_own: bool = True

    @classmethod
    def start(
        cls, data_dir: Path, settings: Mapping[str, str] | None = None, *, watch: bool | None = None
    ) -> Self:
        """Start the database of that data directory, or attach to it where it runs already.

        Call it from the main thread: on Linux the server lives as long as the thread that started
        it. `settings` are PostgreSQL's own; `watch` forces the watchdog other systems need.

        Raises:
            BinariesNotFoundError: The extra `embedded` is not installed.
            EmbeddedPostgresError: The server does not start; the message says why.
        """
        self = cls(_prepare(data_dir, settings or {}))
        if watch is not None:
            self._watch = watch
        self.ensure_running()
        return self

    @classmethod
    def attach(cls, data_dir: Path) -> Self:
        """Return the database of that data directory as another process runs it; never start it.

        Raises:
            EmbeddedPostgresError: It does not run.
        """
        if not (data_dir / "pg").exists():
            raise EmbeddedPostgresError(_not_running(data_dir))
        self = cls(_prepare(data_dir, {}), may_own=False)
        if not self.is_ready():
            raise EmbeddedPostgresError(_not_running(data_dir))
        return self

    @property
    def url(self) -> str:
        """Where SQLAlchemy finds the database of the product."""
        folder = quote(str(self._server.place.socket_folder()), safe="/")
        return f"postgresql+asyncpg://{USER}@/{DATABASE}?host={folder}"

    @property
    def owner(self) -> bool:
        """Whether this process started the server, and stops it."""
        return self._owner_lock is not None

    @property
    def pid(self) -> int | None:
        """The process we started, if we did."""
        return self._process.pid if self._process else None

    def is_alive(self) -> bool:
        """Return whether there is a server; cheap enough to ask every second."""
        if self._process is not None:
            return self._process.poll() is None
        return self._server.accepts()

    def is_ready(self) -> bool:
        """Return whether the server answers queries; costs a few milliseconds."""
        return self._server.is_ready()

    def ensure_running(self, patience: float = PATIENCE_SECONDS) -> None:
        """Return when the database answers, started again if it had died (main thread only).

        Raises:
            EmbeddedPostgresError: It does not answer in time (seconds), or cannot start.
        """
        deadline = time.monotonic() + patience
        while not self._step() or not self.is_ready():
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"No answer within {patience:g} s. {self._last_words()}"
                )
            time.sleep(TICK_SECONDS)
            self._raise_if_refused()
        if self.owner:
            self._server.create_database()

    async def supervise(self, every: float = 0.2) -> None:
        """Start the server again whenever it dies, until cancelled (on the main thread's loop).

        A process that was attached takes over when the one that started the server is gone.
        """
        while True:
            try:
                if not self.is_alive() and self._step():
                    log.warning("embedded_postgres.started_again", pid=self.pid)
            except EmbeddedPostgresError as error:
                log.error("embedded_postgres.does_not_start", reason=error.detail)  # noqa: TRY400
            await asyncio.sleep(every)

    def stop(self) -> None:
        """Stop the server if it is ours, else leave it to its owner; a second call does nothing."""
        if self._process is not None:
            stop_process(self._process)
            self._forget_process()
        if self._owner_lock is not None:
            os.close(self._owner_lock)
            self._owner_lock = None

    def dump(self, path: Path) -> None:
        """Write everything to a file `restore` reads, also with a later PostgreSQL."""
        target = ["--format=custom", f"--file={path.absolute()}"]
        self._server.binaries.run("pg_dump", *self._server.login(), *target)

    def restore(self, path: Path) -> None:
        """Put back what `dump` wrote, in place of what is there; all of it or nothing."""
        options = [
            "--clean",
            "--if-exists",
            "--no-owner",
            "--exit-on-error",
            "--single-transaction",
        ]
        login = self._server.login()
        self._server.binaries.run("pg_restore", *login, *options, str(path.absolute()))

    def _step(self) -> bool:
        """Take one step towards a running server without waiting; return whether there is one."""
        if self._process is not None and self._process.poll() is None:
            return True
        self._forget_process()
        if self._owner_lock is None and self._may_own:
            self._owner_lock = self._server.place.lock("owner")
        if self._owner_lock is None:
            return self._server.accepts()  # somebody else's, who starts it again
        if time.monotonic() - self._launched_at < RETRY_SECONDS:
            return False
        running = self._server.place.lock("running")
        if running is None:
            self._server.end_orphan()
            return False
        try:
            self._launch(running)
        finally:
            os.close(running)
        return True

    def _launch(self, running: int) -> None:
        self._launched_at = time.monotonic()
        self._server.remove_stale_pid()
        self._server.create_cluster()
        self._process = self._server.launch(running, watch=self._watch)

    def _forget_process(self) -> None:
        """Close what connects us to a server that ended."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        self._process = None

    def _raise_if_refused(self) -> None:
        """Say at once why a server that we started ended again."""
        if self._process is not None and self._process.poll() is not None:
            self._forget_process()
            raise EmbeddedPostgresError(f"PostgreSQL ended. {self._last_words()}")

    def _last_words(self) -> str:
        path = self._server.place.log
        if not path.exists():
            return ""
        lines = path.read_text("utf-8", "replace").splitlines()[-5:]
        return f"The end of {path} says: {' / '.join(lines)}"


def _prepare(data_dir: Path, settings: Mapping[str, str]) -> Server:
    place = prepare_place(data_dir.absolute())
    return Server(place, readable_binaries(place.account), settings)


def _not_running(data_dir: Path) -> str:
    return f"No embedded database runs in {data_dir}: start it with `hikeshi up`."
