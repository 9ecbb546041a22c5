"""Builtins to documents and back; the few fields with a shorthand are read here."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from cattrs import Converter
from cattrs.cols import is_mapping, mapping_structure_factory
from cattrs.gen import make_dict_structure_fn

from hikeshi.configuration.documents.escalation import OnEmptyDocument
from hikeshi.configuration.documents.hours import HolidaySourceDocument
from hikeshi.configuration.documents.services import MatchDocument
from hikeshi.kernel.conversion import json_converter, overrides_of

_SKIP, _ALL = "skip", "all"


@cache
def document_converter(*, omit_defaults: bool = False) -> Converter:
    """Return the converter between documents and JSON builtins; unknown fields are faults.

    Args:
        omit_defaults: Leave out, when writing, what is as it would be anyway.
    """
    converter = json_converter(omit_defaults=omit_defaults)
    converter.register_structure_hook_factory(is_mapping, lambda cls: _mapping(converter, cls))
    converter.register_structure_hook(OnEmptyDocument, _on_empty_reader(converter))
    converter.register_structure_hook(MatchDocument, _match_reader(converter))
    converter.register_unstructure_hook(OnEmptyDocument, _on_empty_writer(converter))
    converter.register_unstructure_hook(MatchDocument, _write_match)
    converter.register_structure_hook(HolidaySourceDocument, _source_reader(converter))
    converter.register_unstructure_hook(HolidaySourceDocument, _source_writer(converter))
    return converter


def _mapping(converter: Converter, cls: Any) -> Callable[[object, object], object]:
    build = mapping_structure_factory(cls, converter)

    def structure_mapping(value: object, kind: object) -> object:
        if not isinstance(value, Mapping):
            raise ValueError("must be an object")
        return build(value, kind)

    return structure_mapping


def _on_empty_reader(converter: Converter) -> Callable[[object, object], OnEmptyDocument]:
    build = make_dict_structure_fn(
        OnEmptyDocument, converter, _cattrs_forbid_extra_keys=True, **overrides_of(OnEmptyDocument)
    )

    def read_on_empty(value: object, kind: Any) -> OnEmptyDocument:
        if value == _SKIP:
            return OnEmptyDocument()
        if not isinstance(value, Mapping) or len(value) != 1:
            raise ValueError(
                "must be skip, {wait_until_covered: {max_seconds: …}} or {fallback: {kind, key}}"
            )
        return build(value, kind)

    return read_on_empty


def _match_reader(converter: Converter) -> Callable[[object, object], MatchDocument]:
    build = make_dict_structure_fn(
        MatchDocument, converter, _cattrs_forbid_extra_keys=True, **overrides_of(MatchDocument)
    )

    def read_match(value: object, kind: Any) -> MatchDocument:
        if value == _ALL:
            return MatchDocument()
        if not isinstance(value, Mapping) or value.get("labels", value) is None or not value:
            raise ValueError("must be all, or {labels: {name: value}}")
        return build(value, kind)

    return read_match


def _source_reader(converter: Converter) -> Callable[[object, object], HolidaySourceDocument]:
    build = make_dict_structure_fn(
        HolidaySourceDocument,
        converter,
        _cattrs_forbid_extra_keys=True,
        **overrides_of(HolidaySourceDocument),
    )

    def read_source(value: object, kind: Any) -> HolidaySourceDocument:
        if isinstance(value, str):
            return HolidaySourceDocument(name=value)
        if not isinstance(value, Mapping) or set(value) not in ({"dates"}, {"name", "dates"}):
            raise ValueError("must be {dates: […]}, or the name of a calendar")
        return build(value, kind)

    return read_source


def _source_writer(converter: Converter) -> Callable[[HolidaySourceDocument], object]:
    def write_source(value: HolidaySourceDocument) -> object:
        if value.name is not None and value.dates is None:
            return value.name
        name = {} if value.name is None else {"name": value.name}
        return {**name, "dates": [converter.unstructure(day) for day in value.dates or ()]}

    return write_source


def _on_empty_writer(converter: Converter) -> Callable[[OnEmptyDocument], object]:
    def write_on_empty(value: OnEmptyDocument) -> object:
        if value.wait_until_covered is not None:
            return {"wait_until_covered": converter.unstructure(value.wait_until_covered)}
        if value.fallback is not None:
            return {"fallback": converter.unstructure(value.fallback)}
        return _SKIP

    return write_on_empty


def _write_match(value: MatchDocument) -> object:
    return _ALL if value.labels is None else {"labels": dict(value.labels)}
