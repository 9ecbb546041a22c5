"""Readable keys of configuration objects."""

import re

from hikeshi.kernel.errors import InvalidError, Sentence

_KEY = re.compile(r"[a-z][a-z0-9-]{0,62}")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
RESERVED = frozenset({"me", "preview"})


def check_key(key: str, pointer: str = "/key") -> str:
    """Return the key if it may be one.

    Raises:
        InvalidError: Not a slug, reserved, or of the shape of a UUID.
    """
    if not _KEY.fullmatch(key):
        raise InvalidError.at(
            pointer, "must start with a letter and hold at most 63 of a-z, 0-9 and -"
        )
    if key in RESERVED or _UUID.fullmatch(key):
        raise InvalidError.at(pointer, Sentence("“{key}” is reserved; choose another key", key=key))
    return key
