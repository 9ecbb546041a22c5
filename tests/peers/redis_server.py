"""A real Redis: the distribution's redis-server, which forgets everything when it is killed."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.peers.restartable import RestartableServer

PROGRAM = "redis-server"


class RedisServer(RestartableServer):
    """Redis on a port of its own: `with RedisServer(tmp_path) as redis: … redis.kill()`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "redis")

    @property
    def url(self) -> str:
        """What HIKESHI_REDIS_URL says."""
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> Sequence[str]:
        """Return what is run: nothing is kept on a disk."""
        program = shutil.which(PROGRAM)
        assert program, f"{PROGRAM} is not installed: run scripts/system-packages as root (Debian)"
        where = ("--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder))
        return (program, *where, "--save", "", "--appendonly", "no")
