"""kill -9 of either side, and what the dead leave behind."""

import asyncio
import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest
from tests.integration.outbound.postgres.embedding import (
    is_gone,
    postmaster,
    query,
    started,
    starter,
    until,
)

from hikeshi_server.outbound.postgres.embedded.place import prepare_place


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
