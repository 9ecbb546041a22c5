"""A layer as the form on its page has it, and back; every time is on the schedule's own clock.

What the form does not have, and what it has as it was shown, stays exactly as it is.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from attrs import evolve

from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.local_hours import Weekday
from hikeshi.oncall import (
    Advance,
    DailyRestriction,
    Layer,
    Restriction,
    Rotation,
    RotationType,
    WeeklyRestriction,
    WeeklyWindow,
)
from hikeshi_server.inbound.console.forms import one_of

_MINUTES = "%Y-%m-%dT%H:%M"
_DAYS = "|".join(Weekday)
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?|24:00"
_WINDOW = re.compile(
    rf"(?:(?P<from_day>{_DAYS})\s+)?(?P<opens>{_TIME})\s*[-–]\s*"
    rf"(?:(?P<to_day>{_DAYS})\s+)?(?P<closes>{_TIME})"
)
_FIRST_YEAR, _LAST_YEAR = 1970, 9000


def written_layer(layer: Layer) -> Mapping[str, str]:
    """Return what the form shows of a layer, its people excepted."""
    rotation, zero = layer.rotation, layer.turn_zero
    return {
        "rotation": rotation.type.value,
        "length": str(rotation.length_seconds or rotation.length),
        "start": layer.start.strftime(_MINUTES),
        "end": "" if layer.end is None else layer.end.strftime(_MINUTES),
        "anchor": zero.date().isoformat(),
        "hand_off": zero.strftime("%H:%M"),
        "advance": layer.advance.value,
        "restrictions": "\n".join(line for each in layer.restrictions for line in _lines(each)),
    }


def read_layer(layer: Layer, form: Mapping[str, str]) -> Layer:
    """Return the layer as the form has it, its people excepted.

    Raises:
        InvalidError: Naming the field.
    """
    shown = written_layer(layer)
    new = {name: text.strip() for name, text in form.items() if name in shown}
    new = {name: text for name, text in new.items() if _plain(text) != _plain(shown[name])}
    wanted = {**shown, **new}
    start = _local(new["start"], "/start") if "start" in new else layer.start
    return evolve(
        layer,
        rotation=_rotation(wanted) if {"rotation", "length"} & new.keys() else layer.rotation,
        start=start,
        end=_end(new["end"]) if "end" in new else layer.end,
        anchor=_kept_or_new(layer, wanted, new, form),
        advance=_advance(wanted["advance"]),
        restrictions=_restrictions(new["restrictions"])
        if "restrictions" in new
        else layer.restrictions,
    )


def _kept_or_new(
    layer: Layer, wanted: Mapping[str, str], new: Mapping[str, str], form: Mapping[str, str]
) -> datetime | None:
    """Return the anchor; hand-offs that were shown stay where they are when the start moves."""
    if {"anchor", "hand_off"} & new.keys():
        return _anchor(wanted)
    return layer.turn_zero if "start" in new and "anchor" in form else layer.anchor


def _plain(text: str) -> str:
    """Return a text as it is compared: browsers end lines their own way."""
    return text.replace("\r\n", "\n").strip()


def _rotation(form: Mapping[str, str]) -> Rotation:
    kind, length = form["rotation"], form["length"]
    if kind not in set(RotationType):
        raise InvalidError.at("/rotation", one_of(RotationType))
    if not (length.isascii() and length.isdigit() and len(length) <= 9):
        raise InvalidError.at("/length", "must be a whole number")
    if kind == RotationType.CUSTOM:
        return Rotation(RotationType.CUSTOM, length_seconds=int(length))
    return Rotation(RotationType(kind), int(length))


def _advance(text: str) -> Advance:
    if text not in set(Advance):
        raise InvalidError.at("/advance", one_of(Advance))
    return Advance(text)


def _end(text: str) -> datetime | None:
    return _local(text, "/end") if text else None


def _anchor(form: Mapping[str, str]) -> datetime:
    try:
        day = date.fromisoformat(form["anchor"])
    except ValueError:
        day = None
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise InvalidError.at("/anchor", "must be a day such as 2026-01-05")
    try:
        at = time.fromisoformat(form["hand_off"])
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None:
        raise InvalidError.at("/hand_off", "must be a time such as 09:00")
    return datetime.combine(day, at)


def _local(text: str, pointer: str) -> datetime:
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        local = None
    if local is None or local.tzinfo is not None or not _FIRST_YEAR <= local.year <= _LAST_YEAR:
        raise InvalidError.at(pointer, "must be a date and a time such as 2026-01-05T09:00")
    return local


def _restrictions(text: str) -> tuple[Restriction, ...]:
    """Return the restrictions: a line each; all windows of the week are one of them."""
    daily: list[Restriction] = []
    windows: list[WeeklyWindow] = []
    for line in filter(None, (line.strip().lower() for line in text.splitlines())):
        found = _WINDOW.fullmatch(line)
        if found is None or (found["from_day"] is None) != (found["to_day"] is None):
            raise InvalidError.at(
                "/restrictions",
                Sentence(
                    "“{line}” is none: write 09:00-17:00 for each day, or "
                    "mon 09:00-fri 17:00 for a window of the week",
                    line=line[:40],
                ),
            )
        opens, closes = _time(found["opens"]), _time(found["closes"])
        if found["from_day"] is None:
            daily.append(DailyRestriction(opens, closes))
        else:
            first, last = Weekday(found["from_day"]), Weekday(found["to_day"])
            windows.append(WeeklyWindow(first, opens, last, closes))
    return (*daily, *((WeeklyRestriction(tuple(windows)),) if windows else ()))


def _time(text: str) -> time:
    return time() if text == "24:00" else time.fromisoformat(text.zfill(5))


def _lines(restriction: Restriction) -> list[str]:
    if isinstance(restriction, DailyRestriction):
        return [f"{_clock(restriction.opens)}-{_clock(restriction.closes)}"]
    return [
        f"{span.from_day} {_clock(span.opens)}-{span.to_day} {_clock(span.closes)}"
        for span in restriction.spans
    ]


def _clock(at: time) -> str:
    return at.isoformat("minutes" if at.second == 0 else "seconds")
