"""Variables that have a meaning and no effect yet, and names that mean nothing at all."""

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping

from hikeshi_server.wiring.urls import url_of

PREFIX = "HIKESHI_"


#: What commands that ask a server read; the server itself does not.
OF_COMMANDS = frozenset({"HIKESHI_API_TOKEN", "HIKESHI_SERVER_URL"})

#: What these variables will say once this server can do it; a wrong value is refused today.
RESERVED: Mapping[str, Callable[[str], str]] = {
    "HIKESHI_DATABASE_REPLICA_URL": url_of("postgresql", "postgres", "postgresql+asyncpg"),
    "HIKESHI_OTLP_ENDPOINT": url_of("http", "https"),
}


def check_reserved(environment: Mapping[str, str]) -> None:
    """Check what has no effect yet, so that it does not fail on the day it gets one.

    Raises:
        ValueError: Naming the variable and what it should be.
    """
    for name, check in RESERVED.items():
        text = environment.get(name, "").strip()
        if not text:
            continue
        try:
            check(text)
        except ValueError as error:
            raise ValueError(f"{name} {error}") from None


def without_effect(environment: Mapping[str, str], known: Collection[str]) -> Iterator[str]:
    """Return a sentence for each variable that is set and changes nothing.

    Args:
        known: The variables this server reads.
    """
    for name in sorted(environment):
        if not name.startswith(PREFIX) or name in known or name in OF_COMMANDS:
            continue
        if not environment[name].strip():
            continue
        if name in RESERVED:
            yield f"{name} is set; this release does not use it."
            continue
        near = difflib.get_close_matches(name, known, 1)
        yield f"{name} is no setting." + (f" Did you mean {near[0]}?" if near else "")
