"""A schedule as it stands in files and on the wire, with people by key or id.

The classes are read by `json_converter`; what needs more than a type (people, local times, the
shape of a restriction) is read by `to_schedule`, which reports every fault at once.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from attrs import frozen
from cattrs import override

from hikeshi.kernel.errors import Fault, InvalidError
from hikeshi.kernel.local_form import LocalTime, OptionalLocalTime
from hikeshi.kernel.local_hours import Weekday
from hikeshi.oncall.model.layer import Advance
from hikeshi.oncall.model.override import OverrideMode
from hikeshi.oncall.model.rotation import Rotation

#: One turn in a file: a person, several together, or nobody.
TurnDocument = str | tuple[str, ...] | None


class RestrictionType(StrEnum):
    """Whether a restriction speaks of every day or of the week."""

    DAILY = "daily"
    WEEKLY = "weekly"


def _as_it_is(value: object, _: Any) -> object:
    return value


def _read_turns(value: object, _: Any) -> tuple[TurnDocument, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError("must be a list of people, lists of people, and null")
    faults = tuple(
        Fault(f"/{index}", "must be a person's key or id, a list of these, or null")
        for index, turn in enumerate(value)
        if not (turn is None or _is_person(turn) or _is_group(turn))
    )
    if faults:
        raise InvalidError(faults[0].detail, faults=faults)
    return tuple(tuple(turn) if isinstance(turn, list) else turn for turn in value)


def _is_person(value: object) -> bool:
    return isinstance(value, str)


def _is_group(value: object) -> bool:
    return isinstance(value, list | tuple) and all(_is_person(entry) for entry in value)


def _write_turns(turns: tuple[TurnDocument, ...]) -> list[str | list[str] | None]:
    return [list(turn) if isinstance(turn, tuple) else turn for turn in turns]


_omitted = override(omit_if_default=True)
_from = override(rename="from", omit_if_default=True, struct_hook=_as_it_is)
_to = override(omit_if_default=True, struct_hook=_as_it_is)


@frozen(kw_only=True)
class WindowDocument:
    """A window of the week, from a time of one day to a time of another."""

    from_day: Weekday
    opens: Annotated[str, override(rename="from", struct_hook=_as_it_is)]
    to_day: Weekday
    to: Annotated[str, override(struct_hook=_as_it_is)]


@frozen(kw_only=True)
class RestrictionDocument:
    """`daily` has `from` and `to`, `weekly` has `windows`."""

    type: RestrictionType
    opens: Annotated[str | None, _from] = None
    to: Annotated[str | None, _to] = None
    windows: Annotated[tuple[WindowDocument, ...], _omitted] = ()


@frozen(kw_only=True)
class LayerDocument:
    """A layer; `users` are its turns."""

    name: str
    users: Annotated[
        tuple[TurnDocument, ...], override(struct_hook=_read_turns, unstruct_hook=_write_turns)
    ]
    rotation: Rotation
    start: LocalTime
    end: OptionalLocalTime = None
    anchor: OptionalLocalTime = None
    advance: Advance = Advance.CLOCK
    restrictions: tuple[RestrictionDocument, ...] = ()


@frozen(kw_only=True)
class OverrideDocument:
    """An override; its bounds are instants."""

    start: datetime
    end: datetime
    user: str
    mode: OverrideMode = OverrideMode.REPLACE
    replaces: str | None = None


@frozen(kw_only=True)
class RevisionDocument:
    """The layers from an instant on."""

    effective_at: datetime
    layers: tuple[LayerDocument, ...]


@frozen(kw_only=True)
class ScheduleDocument:
    """A schedule; `layers` hold until the first revision."""

    key: str
    name: Annotated[str | None, _omitted] = None
    team: str | None = None
    time_zone: str
    layers: tuple[LayerDocument, ...] = ()
    overrides: tuple[OverrideDocument, ...] = ()
    revisions: tuple[RevisionDocument, ...] = ()
