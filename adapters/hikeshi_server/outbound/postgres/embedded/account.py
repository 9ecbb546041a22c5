"""The operating-system user PostgreSQL runs as: it refuses to run as root."""

import os
import pwd
import subprocess
from pathlib import Path
from typing import TypedDict

from attrs import frozen

from hikeshi_server.outbound.postgres.embedded.errors import EmbeddedPostgresError


class RunAs(TypedDict, total=False):
    """The arguments of `subprocess.run` which choose a user."""

    user: int
    group: int
    extra_groups: list[int]


@frozen
class Account:
    """A user and group by number; `dropped` when it is not the one this program runs as."""

    uid: int
    gid: int
    dropped: bool

    def arguments(self) -> RunAs:
        """Return what makes `subprocess` run a program as this user."""
        if not self.dropped:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_read(self, path: Path) -> bool:
        """Return whether this user gets as far as reading that file, or entering that folder."""
        if not self.dropped:
            return os.access(path, os.R_OK)
        command = ["/bin/sh", "-c", 'test -r "$1" && test -x "$1"', "sh", str(path)]
        return subprocess.run(command, cwd="/", check=False, **self.arguments()).returncode == 0

    def own(self, path: Path, mode: int = 0o700) -> None:
        """Make a folder that belongs to this user, or make it belong to this user."""
        path.mkdir(exist_ok=True)
        if self.dropped:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)


def choose_account(folder: Path) -> Account:
    """Return who is to own a cluster in that folder: ourselves, unless we are root.

    As root it is whoever owns the folder already, else `nobody`.

    Raises:
        EmbeddedPostgresError: We are root and there is no user `nobody`.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), dropped=False)
    if folder.exists() and (owner := folder.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, dropped=True)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise EmbeddedPostgresError(
            "PostgreSQL refuses to run as root and there is no user “nobody”: start as another "
            "user, or set HIKESHI_DATABASE_URL."
        ) from error
    return Account(nobody.pw_uid, nobody.pw_gid, dropped=True)
