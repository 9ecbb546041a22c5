"""What PostgreSQL can keep as text and jsonb, and every JSON encoder can write again.

What it cannot keep is escaped visibly instead of dropped: U+0000 becomes the six characters
`\\u0000`, a lone surrogate its own escape (`\\ud800`), a number beyond 64 bits or beyond a double
its digits as a string, and what is nested too deeply its JSON text as one string.
"""

import json
import math
import re
from collections.abc import Iterable
from typing import Any

#: Containers inside containers that are kept; deeper ones become a string. Senders need about ten.
DEEPEST = 64
#: Whole numbers every JSON library can carry: signed and unsigned 64 bits.
SMALLEST, LARGEST = -(2**63), 2**64 - 1

_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(value: Any, levels: int = DEEPEST) -> Any:
    """Return the value as it can be stored: the same object where nothing is wrong with it.

    Args:
        value: JSON builtins; anything else becomes its text.
        levels: How many more containers may be nested.
    """
    kind = type(value)
    if kind is str:
        return storable_text(value)
    if kind is dict:
        return _storable_dict(value, levels) if levels else _flattened(value)
    if kind is list or kind is tuple:
        return _storable_list(value, levels) if levels else _flattened(value)
    if value is None or kind is bool:
        return value
    return _storable_scalar(value)


def storable_text(text: str) -> str:
    """Return the text with U+0000 and lone surrogates as visible escapes."""
    if "\x00" in text:
        text = text.replace("\x00", "\\u0000")
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-8", "backslashreplace").decode()


def fits(value: Any) -> bool:
    """Say whether nesting and numbers can be stored; texts are not looked at.

    Level by level, without recursion and without copying: made for the hot path.
    """
    level = [value]
    for levels in range(DEEPEST, -1, -1):
        inner: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is dict or kind is list:
                if not levels:
                    return False
                inner.extend(item.values() if kind is dict else item)
            elif (kind is int and not SMALLEST <= item <= LARGEST) or (
                kind is float and not math.isfinite(item)
            ):
                return False
        if not inner:
            break
        level = inner
    return True


def _storable_dict(value: dict[Any, Any], levels: int) -> dict[str, Any]:
    cleaned = {
        storable_text(name if type(name) is str else str(name)): storable(item, levels - 1)
        for name, item in value.items()
    }
    unchanged = len(cleaned) == len(value) and all(
        name is old_name and item is old
        for (name, item), (old_name, old) in zip(cleaned.items(), value.items(), strict=True)
    )
    return value if unchanged else cleaned


def _storable_list(value: list[Any] | tuple[Any, ...], levels: int) -> list[Any]:
    cleaned = [storable(item, levels - 1) for item in value]
    if isinstance(value, list) and all(a is b for a, b in zip(cleaned, value, strict=True)):
        return value
    return cleaned


def _storable_scalar(value: Any) -> Any:
    if isinstance(value, int):
        if SMALLEST <= value <= LARGEST:
            return value
        # Python refuses to write more than some thousand decimal digits; hexadecimal has no limit.
        return str(value) if value.bit_length() < 4096 else hex(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    return storable_text(str(value))


def _flattened(value: Any) -> str:
    """Return a container's JSON text, made without recursion."""
    parts: list[str] = []
    rest: list[Any] = [value]
    while rest:
        item = rest.pop()
        if isinstance(item, _Written):
            parts.append(item)
        elif isinstance(item, dict):
            rest.extend(reversed(list(_dict_pieces(item))))
        elif isinstance(item, list | tuple):
            rest.extend(reversed(list(_list_pieces(item))))
        else:
            parts.append(json.dumps(storable(item), ensure_ascii=False))
    return "".join(parts)


class _Written(str):
    """Punctuation of JSON, as against a string value."""

    __slots__ = ()


_COMMA, _COLON = _Written(","), _Written(":")


def _dict_pieces(value: dict[Any, Any]) -> Iterable[Any]:
    yield _Written("{")
    for index, (name, item) in enumerate(value.items()):
        if index:
            yield _COMMA
        yield from (str(name), _COLON, item)
    yield _Written("}")


def _list_pieces(value: list[Any] | tuple[Any, ...]) -> Iterable[Any]:
    yield _Written("[")
    for index, item in enumerate(value):
        if index:
            yield _COMMA
        yield item
    yield _Written("]")
