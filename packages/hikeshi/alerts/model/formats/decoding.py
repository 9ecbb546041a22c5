"""From the bytes a sender posts to builtins that can be stored, whatever is wrong with them.

Alertmanager drops what is answered with a 4xx, so a body behind a valid key is refused only
when it is no JSON at all, and even then kept by the caller.
"""

import codecs
import json
import math
import re
from typing import Any

from attrs import frozen

from hikeshi.alerts.model.formats.storable import DEEPEST, LARGEST, SMALLEST, fits, storable
from hikeshi.kernel.errors import InvalidError


class UnreadableBodyError(InvalidError):
    """The body is no JSON."""


@frozen
class Decoded:
    """What a body says.

    Args:
        value: Builtins that can be stored as they are.
        repaired: Something in the body was wrong and is now shown as an escape or a string.
    """

    value: Any
    repaired: bool = False


def decode_json(body: bytes) -> Decoded:
    """Decode a body, strictly where possible, leniently where not.

    Leniently means: a byte order mark, UTF-16 and UTF-32, invalid bytes (shown as `\\xff`), raw
    control characters, `NaN`, `Infinity`, numbers out of range and nesting below 64 levels (shown
    as strings) are accepted. The last of repeated keys wins, as everywhere.

    Raises:
        UnreadableBodyError: It is no JSON at all, or something follows it.
    """
    try:
        value = _STRICT.decode(body.decode())
    except (ValueError, RecursionError):
        return Decoded(_decode_leniently(body), repaired=True)
    if not fits(value):
        return Decoded(_decode_leniently(body), repaired=True)
    cleaned = storable(value) if _may_hide_characters(body) else value
    return Decoded(cleaned, repaired=cleaned is not value)


def clean(value: Any, body: bytes) -> Any:
    """Return what another decoder made of a body, as it can be stored.

    Cheap when nothing is wrong: texts are walked only where the body holds a suspicious escape.
    """
    if fits(value) and not _may_hide_characters(body):
        return value
    return storable(value)


def _may_hide_characters(body: bytes) -> bool:
    # Only an escape can hide them: raw, they are invalid JSON or invalid UTF-8.
    return b"\\u" in body and (b"\\u0000" in body or b"\\ud" in body or b"\\uD" in body)


def _decode_leniently(body: bytes) -> Any:
    text = _text_of(body)
    if not text.strip():
        raise UnreadableBodyError("The body is empty; send a JSON document.")
    try:
        try:
            value = _LENIENT.decode(text)
        except RecursionError:
            value = None
            too_deep = True
        else:
            too_deep = not fits(value)
        if too_deep:
            value = _LENIENT.decode(_cut_deep_parts(text))
    except json.JSONDecodeError as error:
        raise UnreadableBodyError(f"The body is no JSON: {error}.") from error
    return storable(value)


def _text_of(body: bytes) -> str:
    encoding = json.detect_encoding(body)
    if not encoding.startswith("utf-8"):
        try:
            return body.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            pass  # bytes that only look like UTF-16: shown as the bytes they are
    text = body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    for byte in _INVALID_BYTES.intersection(text):
        # Two backslashes: the JSON string then says `\xff`.
        text = text.replace(byte, f"\\\\x{ord(byte) - 0xDC00:02x}")
    return text


def _cut_deep_parts(text: str) -> str:
    """Return JSON text in which each container below the deepest level is a string of its text."""
    parts: list[str] = []
    depth = kept = 0
    cut_from = -1
    for token in _TOKEN.finditer(text):
        step, run = _STEPS.get(text[token.start()], 0), token.end() - token.start()
        if step > 0 and depth <= DEEPEST < depth + run:
            cut_from = token.start() + DEEPEST - depth
        if step < 0 and depth - run <= DEEPEST < depth and cut_from >= 0:
            cut_to = token.start() + depth - DEEPEST
            parts += text[kept:cut_from], json.dumps(text[cut_from:cut_to], ensure_ascii=False)
            kept, cut_from = cut_to, -1
        depth += step * run
    # A part that is never closed goes: what remains is refused as what it is, cut short.
    parts.append(text[kept:] if cut_from < 0 else text[kept:cut_from])
    return "".join(parts)


def _whole(digits: str) -> int | str:
    if len(digits) > 20:
        return digits
    value = int(digits)
    return value if SMALLEST <= value <= LARGEST else digits


def _fraction(digits: str) -> float | str:
    value = float(digits)
    return value if math.isfinite(value) else digits


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError(digits)
    return value


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


_STRICT = json.JSONDecoder(parse_float=_finite, parse_constant=_refuse)
_LENIENT = json.JSONDecoder(
    parse_int=_whole, parse_float=_fraction, parse_constant=str, strict=False
)
#: How `surrogateescape` holds the bytes 80 to ff.
_INVALID_BYTES = frozenset(map(chr, range(0xDC80, 0xDD00)))
#: Strings, closed or not, and runs of brackets. Possessive: linear in the length, always.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]++|[\]}]++', re.DOTALL)
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}
