"""JSON for jsonb columns: fast, and the same value back."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

_encode = msgspec.json.Encoder().encode
_encode_sorted = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder().decode


def to_json(value: Any) -> str:
    """Return the JSON text of builtins."""
    return _encode(value).decode()


def to_canonical_json(value: Any) -> bytes:
    """Return the JSON bytes of builtins with sorted keys: what is sealed."""
    return _encode_sorted(value)


def from_json(text: str | bytes) -> Any:
    """Return the builtins of a JSON text."""
    try:
        return _decode(text)
    except msgspec.MsgspecError:  # a number beyond a double, written by somebody else
        return json.loads(text)


def to_array(ids: Iterable[UUID]) -> str:
    """Return a PostgreSQL array literal: rows of a batch cannot differ in length otherwise."""
    return "{" + ",".join(map(str, ids)) + "}"
