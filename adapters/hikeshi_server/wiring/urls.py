"""Addresses in settings."""

from collections.abc import Callable
from urllib.parse import urlsplit


def url_of(*schemes: str) -> Callable[[str], str]:
    """Return what reads a URL of one of these schemes, the likeliest first."""

    def read(text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in schemes or not (parts.hostname or parts.path.strip("/")):
            # The value may hold a password and is not shown.
            raise ValueError(f"must be a URL that starts with {schemes[0]}://")
        if parts.port == 0:
            raise ValueError("names port 0")
        return text

    return read
