"""What a start says: where it is, how to sign in, what to try next."""

import sys
from pathlib import Path

from hikeshi_server.wiring.application import Application
from hikeshi_server.wiring.settings import Settings


def greet(application: Application, settings: Settings) -> None:
    """Say where the server is and what to do first, on stderr."""
    url = settings.public_url
    lines = [f"Hikeshi is ready: {url}"]
    owner = application.first_owner
    if owner is not None:
        lines.append(f"Sign in as {owner.email}{_password(owner.password, owner.password_file)}")
    if application.hold_reason is not None:
        lines.append(
            f"NOTHING IS SENT: {application.hold_reason} Look at what would go out and release "
            f"or drop it: hikeshi hold"
        )
    lines.append(f"Page yourself now: {url}/welcome   API: {url}/api/docs   Stop: Ctrl-C")
    sys.stderr.write("\n".join(lines) + "\n")


def _password(password: str | None, file: Path | None) -> str:
    """Show a new password once, to a terminal; the file keeps it for the owner."""
    where = f" (password in {file})" if file is not None else ""
    if password is not None and sys.stderr.isatty():
        return f" with {password}{where}"
    return where
