"""One PostgreSQL server process: made ready, started, asked, stopped."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from attrs import frozen

from hikeshi_server.outbound.postgres.embedded import child
from hikeshi_server.outbound.postgres.embedded.binaries import Binaries, environment
from hikeshi_server.outbound.postgres.embedded.errors import EmbeddedPostgresError
from hikeshi_server.outbound.postgres.embedded.place import Place

PORT = 5432  # names the socket file; nothing listens on a network
USER = "hikeshi"
DATABASE = "hikeshi"
PROCESSES = Path("/proc")
LONGEST_LOG = 16 * 1024 * 1024
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "128MB",
    # This PostgreSQL is built without lz4.
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "jit": "off",
    "synchronous_commit": "on",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}


@frozen
class Server:
    """A cluster at its place, with the programs and settings to run it."""

    place: Place
    binaries: Binaries
    settings: Mapping[str, str]

    def create_cluster(self) -> None:
        """Make the cluster if there is none; it is complete or absent.

        Raises:
            EmbeddedPostgresError: `initdb` failed, or another major version made the cluster.
        """
        cluster = self.place.cluster
        if cluster.exists():
            self._check_version((cluster / "PG_VERSION").read_text("utf-8").strip())
            return
        unfinished = self.place.folder / "cluster.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        sync = ["--no-sync"] if self.settings.get("fsync") == "off" else []
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        login = [f"--username={USER}", "--auth-local=trust", "--auth-host=reject"]
        # A new segment is written full of zeros inside somebody's commit: let it be a small one.
        segments = ["--wal-segsize=4"]
        options = ["--encoding=UTF8", *segments, *locale, *login, *sync]
        self.binaries.run("initdb", "-D", str(unfinished), *options, account=self.place.account)
        unfinished.rename(cluster)

    def _check_version(self, found: str) -> None:
        if found != str(self.binaries.major):
            raise EmbeddedPostgresError(
                f"{self.place.cluster} was made by PostgreSQL {found} and this one is "
                f"{self.binaries.major}: dump it with the Hikeshi that made it, move the folder "
                "away, and restore the dump here."
            )

    def launch(self, running_lock: int, *, watch: bool) -> "subprocess.Popen[bytes]":
        """Start the server; call it from the main thread, whose end it will notice.

        The lock is inherited by every process of the server, and held until the last is gone.
        """
        account = self.place.account
        user = (account.uid, account.gid) if account.dropped else (-1, -1)
        way = "watch" if watch else "ask"
        begin = [sys.executable, "-I", "-S", str(Path(child.__file__))]
        self._trim_log()
        with self.place.log.open("ab") as log:
            return subprocess.Popen(
                [*begin, *(str(part) for part in (os.getpid(), *user, way)), *self._command()],
                stdin=subprocess.PIPE if watch else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=environment(),
                pass_fds=(running_lock,),
                # A Ctrl-C at the terminal is for us: we stop the server last.
                start_new_session=True,
            )

    def _command(self) -> list[str]:
        folder = str(self.place.socket_folder())
        settings = {**SETTINGS, "unix_socket_directories": folder, **self.settings}
        options = [f"--{name}={value}" for name, value in settings.items()]
        command = [self.binaries.program("postgres"), "-D", str(self.place.cluster)]
        return [*command, f"--port={PORT}", *options]

    def _trim_log(self) -> None:
        log = self.place.log
        if log.exists() and log.stat().st_size > LONGEST_LOG:
            log.replace(log.with_suffix(".log.old"))

    def remove_stale_pid(self) -> None:
        """Remove the pid file of a server that is dead.

        Call it only while holding the running lock. The number in the file is nobody's by now, or
        an unrelated program's; a PostgreSQL somebody started by hand on this cluster is left alone.

        Raises:
            EmbeddedPostgresError: Such a PostgreSQL runs.
        """
        if pid := self._postmaster():
            raise EmbeddedPostgresError(
                f"A PostgreSQL that was started by hand (pid {pid}) runs on "
                f"{self.place.cluster}: stop it first."
            )
        self.place.postmaster_pid.unlink(missing_ok=True)

    def end_orphan(self) -> None:
        """Ask a server whose starter is dead to end, in case it has not noticed."""
        if pid := self._postmaster():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)

    def _postmaster(self) -> int | None:
        """Return the number in the pid file if it is a server of this cluster beyond doubt."""
        with suppress(OSError):
            first = self.place.postmaster_pid.read_text("utf-8").partition("\n")[0]
            if first.isdigit() and serves(int(first), self.place.cluster):
                return int(first)
        return None

    def accepts(self) -> bool:
        """Return whether a server listens on the socket (it may still be starting)."""
        with socket.socket(socket.AF_UNIX) as connection, suppress(OSError):
            connection.settimeout(1)
            connection.connect(f"{self.place.socket_folder()}/.s.PGSQL.{PORT}")
            return True
        return False

    def is_ready(self) -> bool:
        """Return whether the server answers queries."""
        return self.accepts() and self.binaries.attempt("pg_isready", *self.login()).returncode == 0

    def login(self, database: str = DATABASE) -> list[str]:
        """Return the arguments by which PostgreSQL's programs reach a database here."""
        folder = self.place.socket_folder()
        return ["-h", str(folder), "-p", str(PORT), "-U", USER, "-d", database]

    def create_database(self) -> None:
        """Make the database of the product if there is none."""
        names = self.binaries.run(
            "psql", *self.login("postgres"), "-XAtc", "SELECT datname FROM pg_database"
        )
        if DATABASE not in names.splitlines():
            create = f"CREATE DATABASE {DATABASE}"
            self.binaries.run("psql", *self.login("postgres"), "-Xqc", create)


def serves(pid: int, cluster: Path) -> bool:
    """Return whether the process of that number is a server of that cluster.

    A server works in its cluster's folder; where processes cannot be looked into, it names it.
    """
    if PROCESSES.exists():
        with suppress(OSError):
            return (PROCESSES / str(pid) / "cwd").readlink() == cluster
        return False
    command = ["/bin/ps", "-o", "args=", "-p", str(pid)]
    listing = subprocess.run(command, check=False, capture_output=True, text=True)
    return f"-D {cluster} " in listing.stdout


def stop_process(server: "subprocess.Popen[bytes]", patience: float = 30) -> None:
    """Stop a server: a fast shutdown, and the immediate one when that takes too long (seconds)."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is None:
            server.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            server.wait(patience)
            break
