"""How the tests of the embedded PostgreSQL start, ask and watch it."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from hikeshi_server.outbound.postgres.embedded import EmbeddedPostgres

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
