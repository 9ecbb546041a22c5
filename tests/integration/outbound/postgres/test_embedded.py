"""The embedded PostgreSQL: real programs, real signals, nothing imitated."""

import asyncio
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import attrs
import pytest

from hikeshi_server.outbound.postgres.embedded import EmbeddedPostgres, EmbeddedPostgresError
from hikeshi_server.outbound.postgres.embedded.binaries import find_binaries
from hikeshi_server.outbound.postgres.embedded.place import LONGEST_SOCKET_FOLDER, prepare_place

FAST = {"fsync": "off", "shared_buffers": "16MB"}
STARTER = """
import sys, time
from pathlib import Path
from hikeshi_server.outbound.postgres.embedded import EmbeddedPostgres
postgres = EmbeddedPostgres.start(Path(sys.argv[1]), {"fsync": "off"}, watch=sys.argv[2] == "watch")
print(postgres.owner, postgres.pid, flush=True)
time.sleep(3600)
"""


def until(met: Callable[[], object], limit: float = 30) -> None:
    """Wait for a condition, and fail when it is not met within the limit."""
    deadline = time.monotonic() + limit
    while not met():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


def query(postgres: EmbeddedPostgres, sql: str) -> object:
    """Return the value of a query, asked over the socket of the URL."""

    async def ask() -> object:
        connection = await asyncpg.connect(postgres.url.replace("+asyncpg", ""))
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(ask())


def postmaster(data_dir: Path) -> int:
    """Return the number of the server, as it wrote it."""
    return int((data_dir / "pg" / "cluster" / "postmaster.pid").read_text().split()[0])


def is_gone(pid: int) -> bool:
    """Return whether no such process is alive."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state in "ZX"


@contextmanager
def started(data_dir: Path, **options: bool) -> Iterator[EmbeddedPostgres]:
    """A server of this process."""
    postgres = EmbeddedPostgres.start(data_dir, FAST, **options)
    try:
        yield postgres
    finally:
        postgres.stop()


@contextmanager
def starter(data_dir: Path, way: str = "ask") -> Iterator["subprocess.Popen[str]"]:
    """Another process that started the server and sleeps."""
    command = [sys.executable, "-c", STARTER, str(data_dir), way]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        try:
            yield other
        finally:
            other.kill()


class TestStart:
    def test_first_start_makes_a_database_that_answers_in_utf8(self, data_dir: Path) -> None:
        """A first start ends with the product's database, in UTF-8 with the built-in locale."""
        with started(data_dir) as postgres:
            assert postgres.owner
            assert query(postgres, "SELECT current_database()") == "hikeshi"
            assert query(postgres, "SHOW server_encoding") == "UTF8"
            assert query(postgres, "SELECT datlocprovider FROM pg_database LIMIT 1") == b"b"

    def test_nothing_listens_on_a_network(self, data_dir: Path) -> None:
        """The socket is the only way in, in a folder only its owner may enter."""
        with started(data_dir) as postgres:
            folder = Path(postgres.url.partition("host=")[2])

            assert query(postgres, "SHOW listen_addresses") == ""
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    def test_commits_are_durable_unless_told_otherwise(self, data_dir: Path) -> None:
        """A server with no settings of ours waits for the disk."""
        postgres = EmbeddedPostgres.start(data_dir)
        try:
            assert query(postgres, "SHOW fsync") == "on"
            assert query(postgres, "SHOW synchronous_commit") == "on"
        finally:
            postgres.stop()

    def test_data_outlive_a_stop(self, data_dir: Path) -> None:
        """What was committed is there after stopping and starting again."""
        with started(data_dir) as postgres:
            query(postgres, "CREATE TABLE kept AS SELECT 7 AS seven")

        with started(data_dir) as postgres:
            assert query(postgres, "SELECT seven FROM kept") == 7

    def test_stopping_ends_the_server(self, data_dir: Path) -> None:
        """After a stop no server is left, and stopping again does nothing."""
        with started(data_dir) as postgres:
            pid = postmaster(data_dir)
            postgres.stop()
            postgres.stop()

            assert is_gone(pid)

    def test_an_unfinished_cluster_is_made_anew(self, data_dir: Path) -> None:
        """A start that was killed while making the cluster does not spoil the next."""
        place = prepare_place(data_dir)
        (place.folder / "cluster.new").mkdir()
        (place.folder / "cluster.new" / "half").touch()

        with started(data_dir) as postgres:
            assert query(postgres, "SELECT 1") == 1

    def test_another_major_version_is_refused_with_the_way_out(self, data_dir: Path) -> None:
        """A cluster of another PostgreSQL is left alone, and the message says what to do."""
        with started(data_dir):
            pass
        (data_dir / "pg" / "cluster" / "PG_VERSION").write_text("12\n")

        with pytest.raises(EmbeddedPostgresError, match=r"PostgreSQL 12 .* dump it"):
            EmbeddedPostgres.start(data_dir, FAST)

    def test_a_setting_postgres_refuses_is_reported(self, data_dir: Path) -> None:
        """A server that ends at once fails the start with its own last words."""
        with pytest.raises(EmbeddedPostgresError, match="shared_buffers"):
            EmbeddedPostgres.start(data_dir, {"shared_buffers": "plenty"})

    def test_a_long_path_gets_a_short_socket(self, data_dir: Path) -> None:
        """A data directory deeper than a socket's name can be has its socket elsewhere."""
        deep = data_dir
        while len(str(deep)) <= LONGEST_SOCKET_FOLDER:
            deep /= "a-folder-with-a-long-name"
            deep.mkdir(mode=0o711)

        with started(deep) as postgres, started(deep) as second:
            folder = Path(postgres.url.partition("host=")[2])

            assert query(second, "SELECT 1") == 1
            assert not folder.is_relative_to(deep)
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700


class TestAttach:
    def test_a_second_process_attaches(self, data_dir: Path) -> None:
        """Who comes second uses the running server, and leaves it running."""
        with starter(data_dir) as other:
            assert other.stdout
            assert other.stdout.readline().startswith("True")
            with started(data_dir) as second:
                assert not second.owner
                assert query(second, "SELECT 1") == 1

            assert not is_gone(postmaster(data_dir))

    def test_two_at_once_make_one_cluster(self, data_dir: Path) -> None:
        """Of two processes that start at the same moment, one owns the server, both use it."""
        with starter(data_dir) as first, starter(data_dir) as second:
            assert first.stdout
            assert second.stdout
            owners = [process.stdout.readline().split()[0] for process in (first, second)]

            assert sorted(owners) == ["False", "True"]

    def test_attaching_never_starts(self, data_dir: Path) -> None:
        """A tool that only attaches says which command starts the database."""
        with pytest.raises(EmbeddedPostgresError, match="hikeshi up"):
            EmbeddedPostgres.attach(data_dir)

    def test_attaching_finds_the_running_server(self, data_dir: Path) -> None:
        """A tool on the same data finds the server by the data directory alone."""
        with started(data_dir) as postgres:
            assert EmbeddedPostgres.attach(data_dir).url == postgres.url


class TestKill:
    @pytest.mark.parametrize("way", ["ask", "watch"])
    def test_the_server_ends_when_its_starter_is_killed(self, data_dir: Path, way: str) -> None:
        """kill -9 of the starter shuts the server down, by the kernel or by the watchdog."""
        with starter(data_dir, way) as other:
            assert other.stdout
            other.stdout.readline()
            pid = postmaster(data_dir)
            other.send_signal(signal.SIGKILL)

            until(lambda: is_gone(pid))

        with started(data_dir) as postgres:
            assert postgres.owner
            assert query(postgres, "SELECT 1") == 1

    def test_the_next_starter_need_not_wait(self, data_dir: Path) -> None:
        """A start right after kill -9 gets a server of its own, not the dying one."""
        with starter(data_dir) as other:
            assert other.stdout
            other.stdout.readline()
            other.send_signal(signal.SIGKILL)
            with started(data_dir) as postgres:
                assert postgres.owner
                assert query(postgres, "SELECT 1") == 1

    @pytest.mark.parametrize("watch", [False, True])
    def test_a_killed_server_is_started_again(self, data_dir: Path, *, watch: bool) -> None:
        """kill -9 of the server loses nothing that was committed."""
        with started(data_dir, watch=watch) as postgres:
            query(postgres, "CREATE TABLE kept AS SELECT 7 AS seven")
            killed = postmaster(data_dir)
            os.kill(killed, signal.SIGKILL)
            until(lambda: not postgres.is_alive())
            postgres.ensure_running()

            assert query(postgres, "SELECT seven FROM kept") == 7
            assert postmaster(data_dir) != killed

    async def test_supervision_starts_a_killed_server_again(self, data_dir: Path) -> None:
        """While supervised, a killed server comes back by itself."""
        with started(data_dir) as postgres:
            supervision = asyncio.create_task(postgres.supervise(every=0.01))
            killed = postgres.pid
            os.kill(postmaster(data_dir), signal.SIGKILL)
            await asyncio.to_thread(until, lambda: postgres.pid not in (None, killed))
            await asyncio.to_thread(until, postgres.is_ready)
            supervision.cancel()

            assert postgres.owner

    def test_an_attached_process_takes_over(self, data_dir: Path) -> None:
        """When the starter is killed, a process that was attached starts the server again."""
        with starter(data_dir) as other:
            assert other.stdout
            other.stdout.readline()
            with started(data_dir) as second:
                other.send_signal(signal.SIGKILL)
                until(lambda: not second.is_alive())
                second.ensure_running()

                assert second.owner
                assert query(second, "SELECT 1") == 1


class TestStalePid:
    def test_an_unrelated_process_is_neither_believed_nor_touched(self, data_dir: Path) -> None:
        """A pid file that names somebody else's process does not stop us, nor do we stop it."""
        with started(data_dir):
            pass
        place = prepare_place(data_dir)
        arguments = place.account.arguments()
        with subprocess.Popen(["sleep", "3600"], **arguments) as unrelated:
            lines = [str(unrelated.pid), str(place.cluster), "1", "5432", "/", "", "1 1", "ready"]
            place.postmaster_pid.write_text("\n".join(lines) + "\n")
            with started(data_dir) as postgres:
                assert query(postgres, "SELECT 1") == 1

            assert unrelated.poll() is None
            unrelated.kill()

    def test_a_stale_socket_is_not_a_server(self, data_dir: Path) -> None:
        """A socket file nobody listens on does not look like a running server."""
        folder = prepare_place(data_dir).socket_folder()
        with socket.socket(socket.AF_UNIX) as abandoned:
            abandoned.bind(f"{folder}/.s.PGSQL.5432")

        with started(data_dir) as postgres:
            assert postgres.owner


class TestDump:
    def test_a_dump_restores_what_was_there(self, data_dir: Path) -> None:
        """What was changed after a dump is undone by restoring it."""
        dump = data_dir / "hikeshi.dump"
        with started(data_dir) as postgres:
            query(postgres, "CREATE TABLE kept AS SELECT 7 AS seven")
            postgres.dump(dump)
            query(postgres, "UPDATE kept SET seven = 8")
            postgres.restore(dump)

            assert query(postgres, "SELECT seven FROM kept") == 7

    def test_a_broken_dump_changes_nothing(self, data_dir: Path) -> None:
        """Restoring what is no dump fails and leaves the database as it is."""
        broken = data_dir / "broken.dump"
        broken.write_bytes(b"no dump")
        with started(data_dir) as postgres:
            query(postgres, "CREATE TABLE kept AS SELECT 7 AS seven")
            with pytest.raises(EmbeddedPostgresError, match="pg_restore"):
                postgres.restore(broken)

            assert query(postgres, "SELECT seven FROM kept") == 7


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
class TestRoot:
    def test_the_server_does_not_run_as_root(self, data_dir: Path) -> None:
        """Started by root, the server and its files belong to somebody else."""
        with started(data_dir):
            assert Path(f"/proc/{postmaster(data_dir)}").stat().st_uid != 0
            assert (data_dir / "pg" / "cluster").stat().st_uid != 0

    def test_a_closed_home_moves_the_data_not_the_door(self, data_dir: Path) -> None:
        """Where the other user may not enter, data live in a folder they may, linked from here."""
        closed = data_dir / "home"
        closed.mkdir(mode=0o700)
        state = data_dir / "state"
        place = prepare_place(closed / ".hikeshi", state)

        assert place.folder.parent == state
        assert (closed / ".hikeshi" / "pg").resolve() == place.folder
        with started(closed / ".hikeshi") as postgres:
            assert query(postgres, "SELECT 1") == 1

    def test_data_that_are_gone_are_not_replaced_by_nothing(self, data_dir: Path) -> None:
        """A link to data that vanished stops the start: an empty pager would look healthy."""
        (data_dir / "pg").symlink_to(data_dir / "gone")

        with pytest.raises(EmbeddedPostgresError, match="put the data back"):
            EmbeddedPostgres.start(data_dir, FAST)

    def test_unreadable_programs_are_copied(self, data_dir: Path, tmp_path: Path) -> None:
        """Programs in a folder the other user may not enter are copied to one they may."""
        package = find_binaries().folder.parent.parent
        closed = data_dir / "closed"
        closed.mkdir(mode=0o700)
        (closed / package.name).symlink_to(package)
        account = prepare_place(data_dir).account
        script = (
            "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
            "from hikeshi_server.outbound.postgres.embedded.account import Account\n"
            "from hikeshi_server.outbound.postgres.embedded.binaries import readable_binaries\n"
            f"account = Account({account.uid}, {account.gid}, dropped=True)\n"
            "binaries = readable_binaries(account, Path(sys.argv[2]))\n"
            "print(binaries.run('postgres', '--version', account=account))\n"
            "print(binaries.folder)\n"
        )
        cache = data_dir / "cache"
        answer = subprocess.run(
            [sys.executable, "-c", script, str(closed), str(cache)],
            check=True,
            capture_output=True,
            text=True,
        )

        assert answer.stdout.startswith("postgres (PostgreSQL)")
        assert str(cache) in answer.stdout

    def test_an_ordinary_user_runs_it_as_themselves(self, data_dir: Path) -> None:
        """Started by an ordinary user, everything belongs to that user."""
        account = prepare_place(data_dir).account
        own = data_dir / "own"
        account.own(own)
        installed = Path(attrs.__file__).parents[1]
        pythons = [Path(sys.executable), Path("/usr/bin/python3")]
        python = next((path for path in pythons if account.can_read(path.resolve())), None)
        if python is None or not account.can_read(installed):
            pytest.skip("no ordinary user may run the Python or read the packages of this test")
        command = [str(python), "-c", STARTER, str(own), "ask"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=environment, **account.arguments()
        ) as other:
            assert other.stdout
            assert other.stdout.readline().startswith("True")
            assert Path(f"/proc/{postmaster(own)}").stat().st_uid == account.uid
            other.kill()
