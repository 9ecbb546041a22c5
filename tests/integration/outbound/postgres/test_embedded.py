"""The embedded PostgreSQL: real programs, real signals, nothing imitated."""

import shutil
import stat
from pathlib import Path

import pytest
from tests.integration.outbound.postgres.embedding import (
    FAST,
    is_gone,
    postmaster,
    query,
    started,
    starter,
)

from hikeshi_server.outbound.postgres.embedded import EmbeddedPostgres, EmbeddedPostgresError
from hikeshi_server.outbound.postgres.embedded.place import LONGEST_SOCKET_FOLDER, prepare_place


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

    def test_data_that_are_gone_are_not_replaced_by_nothing(self, data_dir: Path) -> None:
        """A link to data that vanished stops the start: an empty pager would look healthy."""
        (data_dir / "pg").symlink_to(data_dir / "gone")

        with pytest.raises(EmbeddedPostgresError, match="put the data back"):
            EmbeddedPostgres.start(data_dir, FAST)

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
        shutil.rmtree(folder)

    def test_the_server_is_not_told_our_secrets(
        self, data_dir: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What our environment holds is not handed to a program that runs people's queries."""
        monkeypatch.setenv("HIKESHI_SECRET_KEYS", "a-secret")
        with started(data_dir):
            environment = Path(f"/proc/{postmaster(data_dir)}/environ").read_bytes()

            assert b"PATH=" in environment
            assert b"a-secret" not in environment


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
