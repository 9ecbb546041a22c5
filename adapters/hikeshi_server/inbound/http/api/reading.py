"""The body of a request: bytes to builtins, refused when no JSON parser would agree on them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import falcon
import msgspec
from falcon.asgi import Request

from hikeshi.kernel.conversion import escape_pointer
from hikeshi.kernel.errors import Fault, InvalidError

#: Larger bodies are no configuration.
LARGEST_BODY = 1_048_576
JSON_TYPES = frozenset({"application/json"})
PATCH_TYPES = frozenset({"application/json", "application/merge-patch+json"})

_decode = msgspec.json.Decoder().decode


async def read_body(request: Request, *, patch: bool = False, text_type: str | None = None) -> Any:
    """Return the body as builtins; an absent one is an empty object.

    Args:
        request: The request.
        patch: The body may be a merge patch.
        text_type: The body may be text of this type; it stands for an object with `text`.

    Raises:
        falcon.HTTPError: 400 unreadable, 413 too large, 415 of another type.
        InvalidError: Text holds U+0000, which cannot be kept.
    """
    raw = await _read(request)
    if not raw.strip():
        return {}
    given = (request.content_type or "application/json").partition(";")[0].strip().lower()
    if text_type is not None and given == text_type:
        return {"text": _text(raw)}
    allowed = (PATCH_TYPES if patch else JSON_TYPES) | ({text_type} if text_type else set())
    if given not in allowed:
        raise falcon.HTTPUnsupportedMediaType(
            description=f"Send the body as {' or '.join(sorted(allowed))}."
        )
    body = decode(raw)
    faults = tuple(_unstorable(body, ""))
    if faults:
        raise InvalidError(f"{faults[0].pointer} {faults[0].detail}", faults=faults)
    return body


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise falcon.HTTPBadRequest(description=f"The body is no UTF-8: {error.reason}") from None


def decode(raw: bytes) -> Any:
    """Return the builtins of a JSON text.

    Raises:
        falcon.HTTPBadRequest: No JSON, not UTF-8, a number beyond a double, nested too deeply, or
            an object that says the same thing twice.
    """
    try:
        body = _decode(raw)
        json.loads(raw, object_pairs_hook=refuse_repeated)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        reason = str(error) or "it cannot be understood"
        raise falcon.HTTPBadRequest(description=f"The body is no JSON: {reason}") from None
    return body


async def _read(request: Request) -> bytes:
    if (request.content_length or 0) > LARGEST_BODY:
        raise _too_large()
    parts: list[bytes] = []
    size = 0
    async for part in request.stream:
        size += len(part)
        if size > LARGEST_BODY:
            raise _too_large()
        parts.append(part)
    return b"".join(parts)


def _too_large() -> falcon.HTTPContentTooLarge:
    return falcon.HTTPContentTooLarge(description=f"The body is larger than {LARGEST_BODY} bytes.")


def refuse_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object of these fields, each given once; `json` hands them over so.

    Raises:
        ValueError: A field is given twice.
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the field “{twice}” is given twice in one object")
    return found


def _unstorable(value: Any, pointer: str) -> Iterator[Fault]:
    if isinstance(value, str):
        if "\x00" in value:
            yield Fault(pointer, "holds U+0000, which cannot be kept; leave it out")
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _unstorable(name, pointer)
            yield from _unstorable(part, f"{pointer}/{escape_pointer(name)}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _unstorable(part, f"{pointer}/{index}")
