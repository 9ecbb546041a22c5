"""Objects to JSON builtins and back, as the API speaks: strict, and by id or key."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from cattrs import Converter
from cattrs.cols import is_mapping, mapping_structure_factory
from cattrs.gen import make_dict_unstructure_fn, override

from hikeshi.incidents.model.escalation_policy import (
    EmptyRule,
    OnEmpty,
    Target,
    TargetKind,
)
from hikeshi.kernel.conversion import json_converter
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ScheduleId, TeamId, UserId
from hikeshi_server.inbound.http.api.references import NOUNS, key_of, read_reference

_TARGETS = {
    TargetKind.USER: UserId,
    TargetKind.SCHEDULE: ScheduleId,
    TargetKind.TEAM: TeamId,
}
_ON_EMPTY = "must be skip, {wait_until_covered: {max_seconds: …}} or {fallback: {kind, key}}"


def wire_converter() -> Converter:
    """Return the converter of the API; references are read inside `naming` only."""
    converter = json_converter()
    converter.register_structure_hook_factory(is_mapping, lambda cls: _mapping(converter, cls))
    converter.register_unstructure_hook_factory(
        lambda cls: hasattr(cls, "LEFT_OUT"), lambda cls: _leaving_out(converter, cls)
    )
    for kind in NOUNS:
        converter.register_structure_hook(kind, _reference(kind))
    converter.register_structure_hook(Target, _read_target)
    converter.register_unstructure_hook(Target, _write_target)
    converter.register_structure_hook(EmptyRule, _empty_rule_reader(converter))
    converter.register_unstructure_hook(EmptyRule, _write_empty_rule)
    return converter


def _leaving_out(converter: Converter, cls: Any) -> Callable[[Any], dict[str, Any]]:
    """Return what writes a view; its fields in `LEFT_OUT` stand there if they say something."""
    named: dict[str, Any] = {name: override(omit_if_default=True) for name in cls.LEFT_OUT}
    return make_dict_unstructure_fn(cls, converter, **named)


def _mapping(converter: Converter, cls: Any) -> Callable[[object, object], object]:
    build = mapping_structure_factory(cls, converter)

    def structure_mapping(value: object, kind: object) -> object:
        if not isinstance(value, Mapping):
            raise ValueError("must be an object")
        return build(value, kind)

    return structure_mapping


def _reference(kind: Any) -> Callable[[object, object], object]:
    return lambda value, _: read_reference(kind, value)


def _read_target(value: object, _: Any) -> Target:
    if not isinstance(value, Mapping) or not set(value) <= {"kind", "id", "key"}:
        raise ValueError("must be {kind, id} or {kind, key}")
    try:
        kind = TargetKind(str(value.get("kind")))
    except ValueError:
        raise ValueError("has a kind of user, schedule or team") from None
    # A target as it was read carries both: then the id decides.
    name = "id" if value.get("id") is not None else "key"
    try:
        found = read_reference(_TARGETS[kind], value.get(name))
    except ValueError as error:
        raise InvalidError.at(f"/{name}", str(error)) from None
    return Target(kind, found, key_of(_TARGETS[kind], found))


def _write_target(target: Target) -> dict[str, str]:
    return {"kind": target.kind.value, "id": str(target.id), "key": target.key}


def _empty_rule_reader(converter: Converter) -> Callable[[object, object], EmptyRule]:
    def read_empty_rule(value: object, _: Any) -> EmptyRule:
        if value == OnEmpty.SKIP:
            return EmptyRule()
        if not isinstance(value, Mapping) or len(value) != 1:
            raise ValueError(_ON_EMPTY)
        wait = value.get(OnEmpty.WAIT)
        if isinstance(wait, Mapping) and set(wait) == {"max_seconds"}:
            longest = converter.structure(wait["max_seconds"], timedelta)
            return EmptyRule(OnEmpty.WAIT, max_wait=longest)
        if OnEmpty.FALLBACK in value:
            target = _read_target(value[OnEmpty.FALLBACK], Target)
            return EmptyRule(OnEmpty.FALLBACK, fallback=target)
        raise ValueError(_ON_EMPTY)

    return read_empty_rule


def _write_empty_rule(rule: EmptyRule) -> object:
    if rule.action is OnEmpty.WAIT and rule.max_wait is not None:
        return {rule.action.value: {"max_seconds": int(rule.max_wait.total_seconds())}}
    if rule.action is OnEmpty.FALLBACK and rule.fallback is not None:
        return {rule.action.value: _write_target(rule.fallback)}
    return OnEmpty.SKIP.value


#: The converter of the API.
WIRE = wire_converter()
