"""JSON Schema of the types the API speaks, made of their annotations."""

import types
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, NewType, Union, get_args, get_origin
from uuid import UUID

import attrs
from attrs import NOTHING, define, field

from hikeshi.incidents.model.escalation_policy import EmptyRule, Target, TargetKind
from hikeshi_server.inbound.http.api.bodies.routes import Match
from hikeshi_server.inbound.http.api.query import parameters_of
from hikeshi_server.inbound.http.api.references import ELSEWHERE, NOUNS

Schema = dict[str, Any]

#: What a request that may be repeated takes.
IDEMPOTENCY_KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Makes a repetition answer the same, for 24 hours.",
    "required": False,
    "schema": {"type": "string"},
}

_PLAIN: Mapping[Any, Schema] = {
    Any: {},
    UUID: {"type": "string", "format": "uuid"},
    bool: {"type": "boolean"},
    bytes: {"type": "string"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    float: {"type": "number"},
    int: {"type": "integer"},
    str: {"type": "string"},
    time: {"type": "string"},
    timedelta: {"type": "integer", "minimum": 0, "description": "Seconds."},
    type(None): {"type": "null"},
}
_TARGET: Schema = {
    "type": "object",
    "description": "Somebody to page, by id or key.",
    "properties": {
        "kind": {"type": "string", "enum": [kind.value for kind in TargetKind]},
        "id": {"type": "string"},
        "key": {"type": "string"},
    },
    "required": ["kind"],
    "additionalProperties": False,
}
_WAIT: Schema = {
    "type": "object",
    "properties": {"max_seconds": {"type": "integer", "minimum": 0}},
    "required": ["max_seconds"],
    "additionalProperties": False,
}
_EMPTY_RULE: Schema = {
    "description": "What a step without anybody does.",
    "anyOf": [
        {"const": "skip"},
        {
            "type": "object",
            "properties": {"wait_until_covered": _WAIT},
            "required": ["wait_until_covered"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"fallback": {"$ref": "#/components/schemas/Target"}},
            "required": ["fallback"],
            "additionalProperties": False,
        },
    ],
}
MATCH: Schema = {
    "description": "Which signals go this way.",
    "anyOf": [
        {"const": "all"},
        {
            "type": "object",
            "properties": {
                "labels": {"type": "object", "additionalProperties": {"type": "string"}}
            },
            "required": ["labels"],
            "additionalProperties": False,
        },
    ],
}
_WRITTEN: Mapping[Any, Schema] = {Target: _TARGET, EmptyRule: _EMPTY_RULE}


@define
class Schemas:
    """Collects the schemas of types under their names."""

    named: dict[str, Schema] = field(factory=dict)

    def of(self, kind: Any) -> Schema:
        """Return the schema of a type; that of a class is a reference."""
        kind, _ = _unwrapped(kind)
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        if isinstance(kind, NewType):
            return self._of_identity(kind)
        origin = get_origin(kind)
        if origin in {Union, types.UnionType}:
            return self._of_union(get_args(kind))
        if origin is tuple:
            return {"type": "array", "items": self.of(get_args(kind)[0])}
        if origin is not None and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(get_args(kind)[1])}
        return self._of_class(kind)

    def patch_of(self, kind: Any) -> Schema:
        """Return the schema of a merge patch: every field may be left out, or be null."""
        name = f"{kind.__name__}Patch"
        if name not in self.named:
            whole = self._object(kind)
            properties = {
                field_name: {"anyOf": [schema, {"type": "null"}]}
                for field_name, schema in whole["properties"].items()
            }
            self.named[name] = {
                "type": "object",
                "description": "A JSON merge patch (RFC 7396): null takes a field away.",
                "properties": properties,
            }
        return {"$ref": f"#/components/schemas/{name}"}

    def _of_identity(self, kind: Any) -> Schema:
        if kind in NOUNS and kind not in ELSEWHERE:
            return {"type": "string", "description": f"Id of a {NOUNS[kind][0]}, or its key."}
        return self.of(kind.__supertype__)

    def _of_union(self, kinds: tuple[Any, ...]) -> Schema:
        return {"anyOf": [self.of(kind) for kind in kinds]}

    def _of_class(self, kind: Any) -> Schema:
        name = kind.__name__
        if name not in self.named:
            self.named[name] = {}  # found again by itself while it is being made
            self.named[name] = self._made(kind)
        return {"$ref": f"#/components/schemas/{name}"}

    def _made(self, kind: Any) -> Schema:
        if kind in _WRITTEN:
            self.of(Target)
            return _WRITTEN[kind]
        if issubclass(kind, StrEnum):
            values = [member.value for member in kind]
            return {"type": "string", "enum": values, "description": _first_line(kind)}
        return self._object(kind)

    def _object(self, kind: Any) -> Schema:
        attrs.resolve_types(kind)
        entries = [_entry(entry) for entry in attrs.fields(kind)]
        made: Schema = {
            "type": "object",
            "description": _first_line(kind),
            "properties": {
                name: MATCH if name == "match" else self.of(entry.type) for name, entry in entries
            },
        }
        required = [name for name, entry in entries if entry.default is NOTHING]
        if required:
            made["required"] = required
        return made


def query_schemas(schemas: Schemas, filters: Any) -> list[Schema]:
    """Return the parameters a class of filters stands for."""
    return [
        {
            "name": parameter.name,
            "in": "query",
            "schema": _several(schemas.of(parameter.kind), several=parameter.several),
            **({"style": "form", "explode": False} if parameter.several else {}),
        }
        for parameter in parameters_of(filters)
    ]


def _several(schema: Schema, *, several: bool) -> Schema:
    return {"type": "array", "items": schema} if several else schema


def _entry(entry: Any) -> tuple[str, Any]:
    kind, renamed = _unwrapped(entry.type)
    if renamed is not None:
        return renamed, entry
    several = get_origin(kind) in {Union, types.UnionType, tuple}
    parts = get_args(kind) if several else (kind,)
    return (f"{entry.name}_seconds" if timedelta in parts else entry.name), entry


def _unwrapped(kind: Any) -> tuple[Any, str | None]:
    if get_origin(kind) is not Annotated:
        return kind, None
    inner, *notes = get_args(kind)
    renamed = next((note.rename for note in notes if getattr(note, "rename", None)), None)
    if inner == Match and renamed is None:
        return kind, None
    return inner, renamed


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().split("\n")[0]
