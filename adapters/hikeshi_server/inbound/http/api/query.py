"""The query of a request: page and filters, each parameter known by name."""

import types
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Union, get_args, get_origin
from urllib.parse import parse_qsl

from attrs import fields, frozen, resolve_types

from hikeshi.kernel.conversion import structure
from hikeshi.kernel.errors import Fault, InvalidError
from hikeshi.kernel.paging import PageRequest
from hikeshi_server.inbound.http.api.conversion import WIRE
from hikeshi_server.inbound.http.api.spelling import SUFFIX

PAGE_PARAMETERS = ("limit", "cursor", "sort")
LARGEST_LIMIT = 200


@frozen
class Parameter:
    """A parameter of a query.

    Args:
        kind: The type of one value.
        several: Values may be given several times, or with commas between.
    """

    name: str
    kind: Any
    several: bool = False


def parameters_of(filters: Any) -> tuple[Parameter, ...]:
    """Return the parameters the fields of a class stand for."""
    if filters is None:
        return ()
    resolve_types(filters)
    return tuple(_parameter(entry.name, entry.type) for entry in fields(filters))


def read_query(text: str, filters: Any, *, paged: bool) -> tuple[PageRequest, Any]:
    """Return page and filters of a query string.

    Args:
        text: As it stands behind the question mark.
        filters: The class the other parameters are read into; nothing where there are none.
        paged: Whether `limit`, `cursor` and `sort` are known too.

    Raises:
        InvalidError: A parameter is unknown, given twice, or has a wrong value.
    """
    known = {parameter.name: parameter for parameter in parameters_of(filters)}
    given = _given(text, [*(PAGE_PARAMETERS if paged else ()), *known])
    page = _page(given) if paged else PageRequest()
    values = {name: _values(known[name], given[name]) for name in known if name in given}
    return page, structure(WIRE, values, filters) if filters is not None else None


def _given(text: str, allowed: Sequence[str]) -> Mapping[str, Sequence[str]]:
    given: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="replace"):
        given.setdefault(_own_name(name, allowed), []).append(value)
    listed = ", ".join(allowed) or "none"
    faults = [
        Fault(f"/{n}", f"is no parameter; known: {listed}") for n in given if n not in allowed
    ]
    faults += [
        Fault(f"/{name}", "holds U+0000; leave it out")
        for name, values in given.items()
        if any("\x00" in value for value in values)
    ]
    if faults:
        first = faults[0]
        raise InvalidError(f"The query: {first.pointer} {first.detail}", faults=tuple(faults))
    return given


def _own_name(name: str, allowed: Sequence[str]) -> str:
    """Return how a parameter is called here: references go with and without `_id`, as in bodies."""
    return name + SUFFIX if name not in allowed and name + SUFFIX in allowed else name


def _page(given: Mapping[str, Sequence[str]]) -> PageRequest:
    single = {name: _single(name, given[name]) for name in PAGE_PARAMETERS if name in given}
    limit = single.pop("limit", "50")
    number = int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 4 else 0
    if not 1 <= number <= LARGEST_LIMIT:
        raise InvalidError.at("/limit", f"must be 1 to {LARGEST_LIMIT}")
    return PageRequest(limit=number, **single)


def _values(parameter: Parameter, given: Sequence[str]) -> Any:
    if parameter.several:
        return [part for value in given for part in value.split(",") if part]
    return _typed(parameter.kind, _single(parameter.name, given))


def _single(name: str, values: Sequence[str]) -> str:
    if len(values) > 1:
        raise InvalidError.at(f"/{name}", "is given more than once")
    return values[0]


def _typed(kind: Any, value: str) -> Any:
    if kind is bool:
        return {"true": True, "false": False}.get(value, value)
    if kind is int:
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else value
    if kind is datetime:
        # A plus sign of an offset that was not escaped arrives as a space.
        return value.replace(" ", "+") if "T" in value else value
    return value


def _parameter(name: str, kind: Any) -> Parameter:
    kinds = [kind]
    if get_origin(kind) in {Union, types.UnionType}:
        kinds = [part for part in get_args(kind) if part is not type(None)]
    if get_origin(kinds[0]) is tuple:
        return Parameter(name, get_args(kinds[0])[0], several=True)
    return Parameter(name, kinds[0])
