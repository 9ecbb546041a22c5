"""From the bytes of a request to builtins: fast where nothing is wrong, lenient where it is."""

import asyncio
import zlib
from typing import Any

import msgspec
from attrs import frozen
from falcon.asgi import Request

from hikeshi.alerts.model.formats.decoding import UnreadableBodyError, clean, decode_json
from hikeshi_server.inbound.http.ingest.room import FREE_BYTES, BodyRoom, Held

#: Longer bodies are cut, and what is left is kept as unreadable.
LONGEST_BODY = 12 * 1024 * 1024
#: Bodies from here on are decoded beside the event loop.
LARGE_BODY = 256 * 1024
_TOO_LONG = f"The body is longer than {LONGEST_BODY // 1_048_576} MiB."
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_GZIP_OR_ZLIB = 47
_decode = msgspec.json.Decoder().decode
#: Shared by all doors of the process.
_ROOM = BodyRoom()


@frozen
class Body:
    """A body as it was posted.

    Args:
        value: JSON builtins that can be stored; nothing where there is a reason.
        reason: Why it could not be understood.
    """

    raw: bytes
    value: Any = None
    reason: str | None = None


async def read_body(request: Request) -> Body:
    """Read the body; whatever is wrong with it is a reason, never an error.

    Raises:
        TooManyBodiesError: Too many large bodies are being read.
    """
    length = request.content_length
    encoding = request.get_header("Content-Encoding")
    if encoding is None and length is not None and length <= FREE_BYTES:
        return understood(await request.stream.read())
    with _ROOM.held() as held:
        raw, whole = await _read(request, held)
        if not whole:
            return Body(raw, reason=_TOO_LONG)
        if encoding is not None:
            return await asyncio.to_thread(_unpacked, raw, encoding)
        if len(raw) < LARGE_BODY:
            return understood(raw)
        return await asyncio.to_thread(understood, raw)


async def _read(request: Request, held: Held) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream:
        size += len(part)
        if size <= LONGEST_BODY:
            held.take(len(part))
            parts.append(part)
    return b"".join(parts), size <= LONGEST_BODY


def _unpacked(raw: bytes, encoding: str) -> Body:
    """Unpack what a proxy or a collector packed; a bomb is cut at the longest body."""
    if encoding.strip().lower() not in _PACKED:
        return understood(raw)
    unpacking = zlib.decompressobj(wbits=_GZIP_OR_ZLIB)
    try:
        plain = unpacking.decompress(raw, LONGEST_BODY)
    except zlib.error:
        plain = b""
    if unpacking.eof:
        return understood(plain)
    whole = len(plain) < LONGEST_BODY
    return Body(raw, reason=f"The body is not all of a {encoding.strip()}." if whole else _TOO_LONG)


def understood(raw: bytes) -> Body:
    """Return what the bytes of a body say, or why they say nothing."""
    try:
        return Body(raw, clean(_decode(raw), raw))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        return Body(raw, decode_json(raw).value)
    except UnreadableBodyError as error:
        return Body(raw, reason=error.detail)
