"""The embedded PostgreSQL started by root and by an ordinary user."""

import os
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from tests.integration.outbound.postgres.embedding import (
    STARTER,
    postmaster,
    query,
    started,
)

from hikeshi_server.outbound.postgres.embedded.binaries import find_binaries
from hikeshi_server.outbound.postgres.embedded.place import prepare_place


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
