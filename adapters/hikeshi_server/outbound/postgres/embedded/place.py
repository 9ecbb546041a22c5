"""Where a cluster lives: its folders, its socket, and the two locks that say who is alive."""

import fcntl
import os
import tempfile
from pathlib import Path

from attrs import frozen

from hikeshi_server.outbound.postgres.embedded.account import Account, choose_account
from hikeshi_server.outbound.postgres.embedded.errors import EmbeddedPostgresError

#: Used by root when the user PostgreSQL runs as may not enter the data directory (a 0700 home).
STATE = Path("/var/lib/hikeshi")
#: Shorter than sun_path (104 on macOS, 108 on Linux) by `/.s.PGSQL.5432` and a lock's suffix.
LONGEST_SOCKET_FOLDER = 80
#: The only folder every system has under so short a name; a 0700 folder is made inside.
SHORT = Path("/") / "tmp"


@frozen
class Place:
    """The folder of one cluster, and the user it belongs to."""

    folder: Path
    account: Account

    @property
    def cluster(self) -> Path:
        """What `initdb` makes."""
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "postgres.log"

    @property
    def postmaster_pid(self) -> Path:
        """What a server leaves behind when it is killed; never believed alone."""
        return self.cluster / "postmaster.pid"

    def lock(self, name: str) -> int | None:
        """Take the named lock and return its descriptor, or None when somebody alive has it.

        The kernel releases it when the last process that inherited the descriptor is gone.
        """
        descriptor = os.open(self.folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor

    def socket_folder(self) -> Path:
        """Return the folder of the socket, only for our user; made when missing."""
        inside = self.folder / "socket"
        if len(str(inside)) <= LONGEST_SOCKET_FOLDER:
            self.account.own(inside)
            return inside
        note = self.folder / "socket-folder"
        if note.exists() and self._trusted(elsewhere := Path(note.read_text("utf-8"))):
            return elsewhere
        elsewhere = Path(tempfile.mkdtemp(prefix="hikeshi-", dir=SHORT))
        self.account.own(elsewhere)
        fresh = note.with_suffix(".new")
        fresh.write_text(str(elsewhere), "utf-8")
        fresh.rename(note)
        return elsewhere

    def _trusted(self, folder: Path) -> bool:
        if folder.is_symlink() or not folder.is_dir():
            return False
        found = folder.stat()
        return found.st_uid == self.account.uid and found.st_mode & 0o777 == 0o700


def prepare_place(data_dir: Path, state: Path = STATE) -> Place:
    """Return the place of the cluster of that data directory; made when missing.

    Raises:
        EmbeddedPostgresError: The folders cannot be made, or the data they pointed to are gone.
    """
    named = data_dir / "pg"
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        if named.is_symlink() and not named.exists():
            raise EmbeddedPostgresError(
                f"{named} points to {named.readlink()}, which is gone: put the data back, "
                f"or remove {named} to begin with an empty database."
            )
        account = choose_account(named)
        if named.exists() or not account.dropped:
            account.own(named.resolve())
        else:
            _make(named, account, state)
    except OSError as error:
        raise EmbeddedPostgresError(f"Cannot prepare {named}: {error.strerror}.") from error
    return Place(named.resolve(), account)


def _make(named: Path, account: Account, state: Path) -> None:
    """Make the folder for another user: in the data directory if they can enter it."""
    if _enterable(named.parent, account):
        account.own(named)
        return
    state.mkdir(parents=True, exist_ok=True, mode=0o755)
    elsewhere = Path(tempfile.mkdtemp(prefix="pg-", dir=state))
    account.own(elsewhere)
    named.symlink_to(elsewhere)


def _enterable(folder: Path, account: Account) -> bool:
    """Return whether the user may pass through a folder which they may not list."""
    probe = Path(tempfile.mkdtemp(dir=folder))
    try:
        account.own(probe)
        return account.can_read(probe)
    finally:
        probe.rmdir()
