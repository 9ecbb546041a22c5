"""Fields of any type as text, and texts that fit."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

#: The longest title, in characters: PagerDuty's limit for a summary.
TITLE_LIMIT = 1024
#: The longest key that fits into the index of identities, in characters.
KEY_LIMIT = 512


def as_text(value: Any) -> str:
    """Return a field as text: numbers and containers as their JSON, nothing as the empty text."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def first_text(fields: Mapping[Any, Any], *names: str) -> str:
    """Return the first of these fields that says something; the empty text where none does."""
    for name in names:
        value = fields.get(name)
        if value is not None and (text := as_text(value).strip()):
            return text
    return ""


def as_title(text: str) -> str:
    """Return a text as one line of at most `TITLE_LIMIT` characters."""
    line = cut(text, 8 * TITLE_LIMIT)
    if not line.isprintable():
        line = " ".join(line.split())
    return cut(line, TITLE_LIMIT)


def cut(text: str, limit: int) -> str:
    """Return the text, cut to that many characters and ending in “…” where it is longer."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def as_key(value: Any) -> str | None:
    """Return a deduplication key, exact; nothing where it is blank.

    A key too long for the index keeps its beginning and gets its SHA-256 as ending, so that
    equal keys stay equal and different ones different.
    """
    text = as_text(value)
    if len(text) <= KEY_LIMIT:
        return text if text and not text.isspace() else None
    digest = sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
    return f"{text[: KEY_LIMIT - len(digest) - 1]}…{digest}"


def as_texts(fields: Mapping[Any, Any]) -> Mapping[str, str]:
    """Return a mapping's values as texts: the same object where they are, absent where empty."""
    for value in fields.values():
        if type(value) is not str or not value:
            break
    else:
        return fields
    return {str(name): text for name, value in fields.items() if (text := as_text(value))}


def lines_of(items: Any, *names: str) -> str:
    """Return objects of a list as lines, each made of these of its fields."""
    if not items or not isinstance(items, list):
        return ""
    lines = (
        " ".join(text for name in names if (text := as_text(item.get(name))))
        for item in items
        if isinstance(item, dict)
    )
    return "\n".join(line for line in lines if line)
