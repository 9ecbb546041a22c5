"""References go by two names: `team_id` as answers have it, and `team` as files have it."""

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from attrs import fields, has

SUFFIX = "_id"


def spelled(body: Any, kind: Any) -> Any:
    """Return a body with its references named as its type names them.

    A name that is there under both spellings, or that the type has under neither, stays as it is
    and is judged as any other field.

    Args:
        body: JSON builtins.
        kind: The type it will be read as.
    """
    if isinstance(body, Mapping) and has(kind):
        known = _parts(kind)
        return {
            (own := _own_name(name, known, body)): spelled(value, known.get(own))
            for name, value in body.items()
        }
    if isinstance(body, list):
        item = next(iter(get_args(kind)), None)
        return [spelled(value, item) for value in body]
    return body


def _own_name(name: str, known: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    if name in known:
        return name
    other = name.removesuffix(SUFFIX) if name.endswith(SUFFIX) else name + SUFFIX
    return other if other in known and other not in body else name


@cache
def _parts(kind: Any) -> Mapping[str, Any]:
    """Return the fields of a type with what they hold; optional ones as if they were not."""
    hints = get_type_hints(kind)
    return {field.name: _present(hints[field.name]) for field in fields(kind)}


def _present(kind: Any) -> Any:
    if get_origin(kind) not in {Union, UnionType}:
        return kind
    return next((part for part in get_args(kind) if part is not type(None)), None)
