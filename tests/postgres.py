"""PostgreSQL for tests: one cluster for the whole run, a database of its own for each test."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import pytest

from hikeshi_server.outbound.postgres.embedded import EmbeddedPostgres
from hikeshi_server.outbound.postgres.embedded.binaries import find_binaries

TEMPLATE = "migrated"
#: Speed instead of durability: a test that kills PostgreSQL starts one of its own. A database is
#: copied through the log: compressed, that costs more than all the tests ask of PostgreSQL.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_compression": "off",
    "max_wal_size": "256MB",
}
#: A folder in memory: a database is many hundred files, and those of a disk take long to make.
MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 4 * 2**30


def quick_folder() -> Path:
    """Return where files are made and removed fastest: in memory, if there is much of it."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK | os.X_OK)
    if roomy and shutil.disk_usage(MEMORY).free >= ENOUGH_BYTES:
        return MEMORY
    return Path(tempfile.gettempdir())


class Cluster:
    """The running cluster, and how to make databases in it."""

    def __init__(self, postgres: EmbeddedPostgres) -> None:
        self.postgres = postgres

    def url(self, database: str) -> str:
        """Return where SQLAlchemy finds a database."""
        before, after = self.postgres.url.split("/hikeshi?")
        return f"{before}/{database}?{after}"

    def sql(self, *statements: str, database: str = "postgres") -> str:
        """Run statements one by one as the superuser, and return what came back."""
        folder = self.postgres.url.partition("host=")[2]
        login = ["-h", folder, "-U", "hikeshi", "-d", database, "-v", "ON_ERROR_STOP=1"]
        commands = [part for statement in statements for part in ("-c", statement)]
        return find_binaries().run("psql", *login, "-XAtq", *commands).strip()

    def create(self, template: str) -> str:
        """Make a database like that template, and return its name."""
        name = f"test_{uuid4().hex}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def locked(path: Path, kind: int) -> Iterator[None]:
    """Hold a lock among the processes of this run."""
    with path.open("a") as file:
        fcntl.flock(file, kind)
        yield


@contextmanager
def shared_cluster(folder: Path) -> Iterator[Cluster]:
    """Join the cluster of this run; whoever started it stops it when the last has left."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711)
    users = folder.with_suffix(".users")
    with locked(users, fcntl.LOCK_SH):
        postgres = EmbeddedPostgres.start(folder, FAST)
        yield Cluster(postgres)
    if postgres.owner:
        with locked(users, fcntl.LOCK_EX):
            postgres.stop()
            shutil.rmtree(folder)
            users.unlink()


@pytest.fixture(scope="session")
def postgres_cluster(testrun_uid: str) -> Iterator[Cluster]:
    """The one cluster of this run, shared by its workers."""
    folder = quick_folder() / f"hikeshi-tests-{os.getuid()}-{testrun_uid[:12]}"
    with shared_cluster(folder) as cluster:
        with locked(folder.with_suffix(".users.template"), fcntl.LOCK_EX):
            make_template(cluster)
        yield cluster
    folder.with_suffix(".users.template").unlink(missing_ok=True)


def make_template(cluster: Cluster) -> None:
    """Migrate a database once, for all others to be copied from."""
    names = cluster.sql("SELECT datname FROM pg_database").splitlines()
    if TEMPLATE in names:
        return
    cluster.sql("DROP DATABASE IF EXISTS unfinished", "CREATE DATABASE unfinished")
    migrate(cluster.url("unfinished"))
    cluster.sql(f"ALTER DATABASE unfinished RENAME TO {TEMPLATE}")


def migrate(url: str) -> None:
    """Bring a database to the newest schema."""
    name = "hikeshi_server.outbound.postgres.migrate"
    if find_spec(name):
        __import__(name, fromlist=["upgrade"]).upgrade(url)


@pytest.fixture
def postgres_url(postgres_cluster: Cluster) -> Iterator[str]:
    """A fresh, migrated database: its URL for SQLAlchemy."""
    name = postgres_cluster.create(TEMPLATE)
    yield postgres_cluster.url(name)
    postgres_cluster.drop(name)


@contextmanager
def data_folder(within: Path | None = None) -> Iterator[Path]:
    """Lend a data directory with a short path that any user may pass through; on a disk by itself.

    What is measured and published must wait for that disk, as in production.
    """
    with tempfile.TemporaryDirectory(prefix="hk-", dir=within, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory of the test's own."""
    with data_folder(quick_folder()) as folder:
        yield folder
