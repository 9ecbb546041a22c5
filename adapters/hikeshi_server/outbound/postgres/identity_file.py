"""The identity beside the data: whose data it is and when its database was last seen."""

import json
import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from attrs import frozen

from hikeshi.kernel.conversion import parse_instant, rfc3339


@frozen
class Beside:
    """What stands beside the data."""

    identity: UUID
    last_seen_at: datetime


@frozen
class IdentityFile:
    """A small JSON file, replaced whole; one that cannot be read counts as absent."""

    path: Path

    def read(self) -> Beside | None:
        """Return what it says."""
        try:
            kept = json.loads(self.path.read_text("utf-8"))
            return Beside(UUID(kept["identity"]), parse_instant(kept["last_seen_at"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def write(self, beside: Beside) -> None:
        """Replace what it says; whoever reads it sees the old or the new."""
        unfinished = self.path.with_suffix(f".{os.getpid()}.new")
        kept = {"identity": str(beside.identity), "last_seen_at": rfc3339(beside.last_seen_at)}
        unfinished.write_text(json.dumps(kept), "utf-8")
        unfinished.chmod(0o600)
        unfinished.replace(self.path)
