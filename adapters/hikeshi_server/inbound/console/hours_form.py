"""Hours of the week as forms have them: `mon-fri 09:00-17:00`, one window a line."""

import re
from collections.abc import Iterable
from datetime import time

from attrs import frozen

from hikeshi.kernel.condition import RESPONDER, ConditionHours
from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.local_form import write_time
from hikeshi.kernel.local_hours import DailyHours, Weekday

WEEK = tuple(Weekday)
_DAY = "|".join(Weekday)
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?|24:00"
_LINE = re.compile(
    rf"(?:(?P<days>(?:{_DAY})(?:\s*[-–,]\s*(?:{_DAY}))*)\s+)?"
    rf"(?P<opens>{_TIME})\s*[-–]\s*(?P<closes>{_TIME})(?:\s+(?P<zone>\S+))?",
    re.IGNORECASE,
)


@frozen
class _Line:
    """One line that was read; nothing for a zone = that of the person."""

    weekdays: tuple[Weekday, ...]
    opens: time
    closes: time
    zone: str | None


def written_hours(entries: Iterable[DailyHours]) -> str:
    """Return windows as a form shows them; a person's own clock goes without saying."""
    return "\n".join(_written(entry) for entry in entries)


def read_windows(text: str, pointer: str) -> tuple[DailyHours, ...]:
    """Return the windows of a form, each on the person's own clock.

    Raises:
        InvalidError: A line is no window, or names a zone.
    """
    lines = [(line, _read(line, pointer)) for line in _lines(text)]
    for line, found in lines:
        if found.zone is not None:
            raise InvalidError.at(
                pointer, Sentence("“{line}” names a zone: leave it out", line=line[:40])
            )
    return tuple(DailyHours(weekdays=f.weekdays, opens=f.opens, closes=f.closes) for _, f in lines)


def read_condition_hours(text: str, pointer: str) -> tuple[ConditionHours, ...]:
    """Return the windows of a form; a line without a zone is on each person's own clock.

    Raises:
        InvalidError: A line is no window, or names a zone nobody knows.
    """
    return tuple(_condition_hours(_read(line, pointer), pointer) for line in _lines(text))


def runs_of(weekdays: Iterable[Weekday]) -> list[tuple[Weekday, Weekday]]:
    """Return days as first and last of each run, in the order of the week."""
    runs: list[tuple[Weekday, Weekday]] = []
    for day in sorted(set(weekdays), key=WEEK.index):
        if runs and WEEK.index(day) == WEEK.index(runs[-1][1]) + 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _condition_hours(found: _Line, pointer: str) -> ConditionHours:
    try:
        return ConditionHours(
            weekdays=found.weekdays,
            opens=found.opens,
            closes=found.closes,
            time_zone=found.zone or RESPONDER,
        )
    except InvalidError as error:
        raise InvalidError.at(pointer, error.said) from None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _read(line: str, pointer: str) -> _Line:
    found = _LINE.fullmatch(line)
    if found is None:
        raise InvalidError.at(
            pointer,
            Sentence(
                "“{line}” is none: write 22:00-07:00 for each day, or mon-fri 09:00-17:00",
                line=line[:40],
            ),
        )
    days = WEEK if found["days"] is None else _days(found["days"].lower())
    return _Line(days, _time(found["opens"]), _time(found["closes"]), found["zone"])


def _days(text: str) -> tuple[Weekday, ...]:
    found: set[Weekday] = set()
    for part in text.split(","):
        ends = [Weekday(end) for end in re.findall(_DAY, part)]
        at, last = WEEK.index(ends[0]), WEEK.index(ends[-1])
        found.update(WEEK[(at + n) % len(WEEK)] for n in range((last - at) % len(WEEK) + 1))
    return tuple(sorted(found, key=WEEK.index))


def _time(text: str) -> time:
    return time() if text == "24:00" else time.fromisoformat(text if text[1] != ":" else f"0{text}")


def _written(entry: DailyHours) -> str:
    days = ",".join(first if first == last else f"{first}-{last}" for first, last in _runs(entry))
    hours = f"{write_time(entry.opens)}-{write_time(entry.closes)}"
    zone = entry.time_zone if isinstance(entry, ConditionHours) else RESPONDER
    return " ".join(filter(None, (days, hours, "" if zone == RESPONDER else zone)))


def _runs(entry: DailyHours) -> list[tuple[Weekday, Weekday]]:
    return [] if set(entry.weekdays) == set(WEEK) else runs_of(entry.weekdays)
