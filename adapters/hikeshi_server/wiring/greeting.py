"""What a start says: where it is, how to sign in, what to try next."""

import sys
from pathlib import Path

from hikeshi_server.wiring.first_owner import FILE_NAME, FirstOwner
from hikeshi_server.wiring.settings import Settings


def greet(settings: Settings, owner: FirstOwner | None, hold: str | None) -> None:
    """Say where the server is and what to do first, on stderr.

    Args:
        settings: Where it listens.
        owner: The owner this start made, if it made one.
        hold: Why nothing is sent, where that is so.
    """
    url = settings.public_url
    lines = [f"Hikeshi is ready: {url}"]
    if owner is not None:
        lines.append(f"Sign in as {owner.email}{_password(owner.password, owner.password_file)}")
    elif (settings.data_dir / FILE_NAME).exists():
        lines.append(f"The owner's first password is in {settings.data_dir / FILE_NAME}")
    if hold is not None:
        lines.append(
            f"NOTHING IS SENT: {hold} See what waits, then release or drop it: hikeshi hold"
        )
    lines.append(f"Page yourself now: {url}/welcome   API: {url}/api/docs   Stop: Ctrl-C")
    sys.stderr.write("\n".join(lines) + "\n")


def _password(password: str | None, file: Path | None) -> str:
    """Show a new password once, to a terminal; the file keeps it for the owner."""
    where = f" (password in {file})" if file is not None else ""
    if password is not None and sys.stderr.isatty():
        return f" with {password}{where}"
    return where
