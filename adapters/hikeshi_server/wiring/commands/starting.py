"""What every starting command shares: settings or one line that says what is wrong."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop

from hikeshi.kernel.errors import HikeshiError
from hikeshi_server.outbound.telemetry.logs import configure_logs
from hikeshi_server.wiring.settings import BadSettingError, LogFormat, Settings, read_settings

#: Exit code of a command that was used wrongly, or cannot start as it is set up.
WRONG = 2


def start(run: Callable[[Settings], Coroutine[Any, Any, None]], *, outside: bool) -> None:
    """Read the settings, configure the logs, and run until it ends.

    Args:
        run: What to run.
        outside: Refuse to start without HIKESHI_DATABASE_URL: an empty pager that looks
            healthy is the worst default.
    """
    try:
        settings = read_settings(os.environ)
        if outside and settings.database_url is None:
            raise BadSettingError(
                "HIKESHI_DATABASE_URL is not set: this command works on an outside PostgreSQL. "
                "For everything in one process with its own database, run `hikeshi up`."
            )
        configure_logs(level=settings.log_level, as_json=settings.log_format is LogFormat.JSON)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run(settings))
    except HikeshiError as error:
        refuse(one_line(error))
    except KeyboardInterrupt:
        sys.exit(130)


def one_line(error: HikeshiError) -> str:
    """Return what is wrong; where that is one field, it is named."""
    if len(error.faults) == 1 and error.faults[0].detail == error.detail:
        field = error.faults[0].pointer.strip("/").replace("/", " ")
        return f"{field} {error.detail}".strip()
    return error.detail


def refuse(reason: str) -> None:
    """Say in one line why this does not start, and end."""
    sys.stderr.write(f"hikeshi: {reason}\n")
    sys.exit(WRONG)


def warn(settings: Settings) -> None:
    """Warn of settings without effect, and when links in pages would be dead on a phone."""
    for sentence in settings.without_effect:
        sys.stderr.write(f"{sentence}\n")
    if settings.public_url_is_local:
        sys.stderr.write(
            f"Links in pages lead to {settings.public_url}, which works on this machine only. "
            "Set HIKESHI_PUBLIC_URL to an address phones can reach.\n"
        )
