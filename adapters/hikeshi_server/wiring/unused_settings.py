"""Variables that have a meaning and no effect yet, and names that mean nothing at all."""

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from urllib.parse import urlsplit

PREFIX = "HIKESHI_"


def _url_of(*schemes: str) -> Callable[[str], None]:
    def check(text: str) -> None:
        parts = urlsplit(text)
        if parts.scheme not in schemes or not (parts.hostname or parts.path.strip("/")):
            # The value may hold a password and is not shown.
            raise ValueError(f"must be a URL that starts with {schemes[0]}://")
        if parts.port == 0:
            raise ValueError("names port 0")

    return check


def _anything(_: str) -> None:
    return


#: What commands that ask a server read; the server itself does not.
OF_COMMANDS = frozenset({"HIKESHI_API_TOKEN", "HIKESHI_SERVER_URL"})

#: What these variables will say once this server can do it; a wrong value is refused today.
RESERVED: Mapping[str, Callable[[str], None]] = {
    "HIKESHI_DATABASE_REPLICA_URL": _url_of("postgresql", "postgres", "postgresql+asyncpg"),
    "HIKESHI_OTLP_ENDPOINT": _url_of("http", "https"),
    "HIKESHI_REDIS_URL": _url_of("redis", "rediss", "unix"),
    "HIKESHI_SQS_ENDPOINT_URL": _url_of("https", "http"),
    "HIKESHI_SQS_QUEUE_PREFIX": _anything,
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
