"""Objects to plain builtins and back, with a JSON pointer for each fault.

Inside, spans are `timedelta`; on the wire the field `delay` is `delay_seconds`, whole seconds.
Instants carry an offset and are written in UTC with `Z` (RFC 3339).
"""

import types
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin
from uuid import UUID

import attrs
from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.cols import is_mapping, list_structure_factory, mapping_structure_factory
from cattrs.gen import (
    make_dict_structure_fn,
    make_dict_unstructure_fn,
    override,
)

from hikeshi.kernel.errors import Fault, HikeshiError, InvalidError
from hikeshi.kernel.suggesting import did_you_mean

_Override = type(override())
T = TypeVar("T")
_UNION_ORIGINS = frozenset({Union, types.UnionType})


def json_converter(*, strict: bool = True, omit_defaults: bool = False) -> Converter:
    """Return a converter between attrs objects and JSON builtins.

    Args:
        strict: Refuse unknown fields (our own API, files, settings); otherwise drop them
            (records written by a newer release).
        omit_defaults: Leave out, when writing, what is as it would be anyway.
    """
    converter = Converter(forbid_extra_keys=strict, detailed_validation=True)
    converter.register_structure_hook(UUID, _uuid)
    converter.register_structure_hook(datetime, _instant)
    converter.register_structure_hook(date, _date)
    converter.register_structure_hook(time, _time_of_day)
    converter.register_structure_hook(timedelta, _span)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(int, _whole_number)
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(bool, _truth)
    converter.register_unstructure_hook(UUID, str)
    converter.register_unstructure_hook(datetime, rfc3339)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(time, lambda value: value.isoformat("minutes"))
    converter.register_unstructure_hook(timedelta, lambda value: int(value.total_seconds()))
    converter.register_structure_hook_factory(
        attrs.has, lambda cls: _object_hook(converter, cls, strict=strict)
    )
    converter.register_structure_hook_factory(_is_array, lambda cls: _array_hook(converter, cls))
    converter.register_structure_hook_factory(
        is_mapping, lambda cls: _mapping_hook(mapping_structure_factory(cls, converter))
    )
    converter.register_structure_hook(StrEnum, _choice)
    converter.register_unstructure_hook_factory(
        attrs.has,
        lambda cls: make_dict_unstructure_fn(
            cls, converter, _cattrs_omit_if_default=omit_defaults, **overrides_of(cls)
        ),
    )
    return converter


def structure(converter: Converter, value: object, cls: type[T]) -> T:
    """Build a `cls` from builtins.

    Raises:
        InvalidError: With one fault per wrong place, each with its pointer.
    """
    try:
        return converter.structure(value, cls)
    except (BaseValidationError, HikeshiError, ValueError, TypeError, KeyError) as error:
        faults = tuple(_faults(error, ""))
        count = "one place" if len(faults) == 1 else f"{len(faults)} places"
        detail = f"The input is wrong in {count}: {faults[0].pointer or '/'} {faults[0].detail}"
        raise InvalidError(detail, faults=faults) from error


@lru_cache(maxsize=1024)
def rfc3339(value: datetime) -> str:
    """Write an instant in UTC, with `Z`; fractions only where there are any."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def parse_instant(text: str) -> datetime:
    """Read an RFC 3339 instant; the offset is required.

    Raises:
        ValueError: Not an instant, or without an offset.
    """
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a time such as 2026-01-05T03:10:00+09:00") from None
    if value.tzinfo is None:
        raise ValueError("needs an offset: 2026-01-05T03:10:00Z or …+09:00")
    return value.astimezone(UTC)


def escape_pointer(part: object) -> str:
    """Escape one part of a JSON pointer (RFC 6901, section 3)."""
    return str(part).replace("~", "~0").replace("/", "~1")


def _object_hook(
    converter: Converter, cls: type, *, strict: bool
) -> Callable[[object, object], object]:
    build: Callable[[Any, Any], Any] = make_dict_structure_fn(
        cls, converter, _cattrs_forbid_extra_keys=strict, **overrides_of(cls)
    )

    def structure_object(value: object, kind: object) -> object:
        if not isinstance(value, Mapping):
            raise ValueError("must be an object")
        return build(value, kind)

    return structure_object


def _is_array(kind: object) -> bool:
    args = get_args(kind)
    return get_origin(kind) is tuple and len(args) == 2 and args[1] is Ellipsis


def _array_hook(converter: Converter, cls: type) -> Callable[[object, object], object]:
    build = list_structure_factory(cls, converter)

    def structure_array(value: object, kind: object) -> object:
        if not isinstance(value, list | tuple):
            raise ValueError("must be a list")
        return tuple(build(value, kind))

    return structure_array


def _mapping_hook(build: Callable[[Any, Any], Any]) -> Callable[[object, object], object]:
    def structure_mapping(value: object, kind: object) -> object:
        if not isinstance(value, Mapping):
            raise ValueError("must be an object")
        return build(value, kind)

    return structure_mapping


def _choice(value: Any, kind: type[StrEnum]) -> StrEnum:
    try:
        return kind(value)
    except ValueError:
        raise ValueError("must be one of " + ", ".join(kind)) from None


def overrides_of(cls: type) -> dict[str, Any]:
    """Return how fields are converted that are not converted as their types are.

    These say so themselves with `Annotated`, which cattrs reads since 25.2 alone; spans of time
    are written in seconds.
    """
    attrs.resolve_types(cls)
    found = {}
    for field in attrs.fields(cls):
        notes = getattr(field.type, "__metadata__", ())
        told = next((note for note in notes if isinstance(note, _Override)), None)
        if told is not None:
            found[field.name] = told
        elif _is_span(field.type):
            found[field.name] = override(rename=f"{field.name}_seconds")
    return found


def _is_span(kind: object) -> bool:
    if get_origin(kind) in _UNION_ORIGINS or _is_array(kind):
        return any(_is_span(arg) for arg in get_args(kind))
    return kind is timedelta


def _uuid(value: object, _: object) -> UUID:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError("must be a UUID") from None


def _instant(value: object, _: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    if not isinstance(value, str):
        raise ValueError("must be a time such as 2026-01-05T03:10:00+09:00")
    try:
        return parse_instant(value)
    except OverflowError:
        raise ValueError("is outside the years 1 to 9999") from None


def _date(value: object, _: object) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError("must be a date such as 2026-01-05") from None


def _time_of_day(value: object, _: object) -> time:
    try:
        parsed = time.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError("must be a time of day such as 09:00") from None
    if parsed.tzinfo is not None:
        raise ValueError("is local to the schedule and takes no offset")
    return parsed


def _span(value: object, _: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("must be a whole number of seconds")
    if not 0 <= value <= 10 * 366 * 86_400:
        raise ValueError("must be between 0 and ten years, in seconds")
    return timedelta(seconds=value)


def _text(value: object, _: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")
    return value


def _whole_number(value: object, _: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("must be a whole number")
    return value


def _number(value: object, _: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a number")
    return float(value)


def _truth(value: object, _: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _faults(error: BaseException, pointer: str) -> Iterator[Fault]:
    if isinstance(error, ClassValidationError | IterableValidationError):
        for inner in error.exceptions:
            yield from _faults(inner, pointer + _note(inner))
    elif isinstance(error, ForbiddenExtraKeysError):
        known = _names(error.cl)
        for name in sorted(error.extra_fields):
            detail = f"is not a known field{did_you_mean(name, known)}"
            yield Fault(f"{pointer}/{escape_pointer(name)}", detail)
    elif isinstance(error, HikeshiError) and error.faults:
        for fault in error.faults:
            yield fault.below(pointer)
    elif isinstance(error, KeyError):
        yield Fault(f"{pointer}/{escape_pointer(error.args[0])}", "is required")
    else:
        yield Fault(pointer, str(error) or type(error).__name__)


def _names(cls: type) -> tuple[str, ...]:
    """Return what the fields of a class are called on the wire."""
    told = overrides_of(cls)
    names = (getattr(told.get(f.name), "rename", None) or f.name for f in attrs.fields(cls))
    return tuple(names)


def _note(error: BaseException) -> str:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            # A missing key is reported by its own KeyError, which carries the name.
            if isinstance(error, KeyError):
                return ""
            suffix = "_seconds" if _is_span(note.type) else ""
            return f"/{escape_pointer(_renamed(note) or note.name)}{suffix}"
        if isinstance(note, IterableValidationNote):
            return f"/{escape_pointer(note.index)}"
    return ""


def _renamed(note: AttributeValidationNote) -> str | None:
    """Return what a field is called on the wire, where its annotation says so."""
    marks = get_args(note.type)[1:] if get_origin(note.type) is Annotated else ()
    return next((mark.rename for mark in marks if getattr(mark, "rename", None)), None)
