"""Schedules, layers and overrides for tests, with people named by one letter."""

from datetime import UTC, datetime
from uuid import UUID

from hikeshi.kernel.ids import ScheduleId, TeamId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Layer, Override, OverrideMode, Rotation, RotationType, Schedule

TEAM = TeamId(UUID(int=77))
A, B, C, D = (UserId(UUID(int=number)) for number in range(1, 5))
NAMES = {A: "a", B: "b", C: "c", D: "d"}


def local(text):
    """A naive local time."""
    return datetime.fromisoformat(text)


def utc(text):
    """An instant; without an offset it is in UTC."""
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def span(start, end):
    """The interval between two instants."""
    return Interval(utc(start), utc(end))


def a_rotation(kind="weekly", length=1, seconds=None):
    """A rotation."""
    return Rotation(RotationType(kind), length, seconds)


def a_layer(*turns, start="2026-01-05T09:00", rotation=None, name="week", **fields):
    """A layer; a turn is a person, a tuple of people, or nothing."""
    users = tuple(t if isinstance(t, tuple) else () if t is None else (t,) for t in turns)
    for bound in ("end", "anchor"):
        if bound in fields:
            fields[bound] = local(fields[bound])
    return Layer(
        name=name,
        users=users or ((A,),),
        rotation=rotation or a_rotation(),
        start=local(start),
        **fields,
    )


def a_schedule(*layers, zone="UTC", **fields):
    """A schedule in a zone."""
    return Schedule(
        id=ScheduleId(UUID(int=99)),
        key="primary",
        name="Primary",
        team_id=TEAM,
        time_zone=zone,
        layers=layers,
        **fields,
    )


def an_override(start, end, user, mode="replace", replaces=None, **fields):
    """An override between two instants."""
    return Override(utc(start), utc(end), user, OverrideMode(mode), replaces, **fields)


def written(shifts):
    """Shifts as (start, end, letter), instants in UTC without seconds."""
    return [
        (f"{s.interval.start:%m-%dT%H:%M}", f"{s.interval.end:%m-%dT%H:%M}", NAMES[s.user])
        for s in shifts
    ]


def sources(shifts):
    """Shifts as (start, end, letter, source)."""
    return [(*line, shift.source) for line, shift in zip(written(shifts), shifts, strict=True)]
