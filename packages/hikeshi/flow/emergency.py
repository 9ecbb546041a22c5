"""Who is on call and how to reach them, for the day nothing else works."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Schedule, Shift, merged_shifts

#: How far ahead the page looks: long enough to outlive a bad night.
AHEAD = timedelta(days=7)
#: Kinds of contact methods a person can use by hand.
BY_HAND = ("voice", "sms", "email")


@frozen(kw_only=True)
class EmergencyContact:
    """A person and the addresses one can use by hand, phones first."""

    name: str
    addresses: tuple[str, ...]


@frozen(kw_only=True)
class EmergencyShift:
    """Who is on call when."""

    start: datetime
    end: datetime
    who: EmergencyContact


@frozen(kw_only=True)
class EmergencySchedule:
    """A schedule as the page shows it: who is on call now, and who comes next."""

    name: str
    time_zone: str
    now: tuple[EmergencyShift, ...]
    later: tuple[EmergencyShift, ...]


def emergency_schedules(directory: Directory, now: datetime) -> Sequence[EmergencySchedule]:
    """Return every schedule with its people, in the order of their keys."""
    schedules = sorted(directory.schedules.values(), key=lambda schedule: schedule.key)
    return [_schedule(directory, schedule, now) for schedule in schedules]


def _schedule(directory: Directory, schedule: Schedule, now: datetime) -> EmergencySchedule:
    shifts = merged_shifts(schedule, Interval(now, now + AHEAD))
    return EmergencySchedule(
        name=schedule.name or schedule.key,
        time_zone=schedule.time_zone,
        now=tuple(_shift(directory, shift) for shift in shifts if shift.interval.start <= now),
        later=tuple(_shift(directory, shift) for shift in shifts if shift.interval.start > now),
    )


def _shift(directory: Directory, shift: Shift) -> EmergencyShift:
    return EmergencyShift(
        start=shift.interval.start, end=shift.interval.end, who=_contact(directory, shift.user)
    )


def _contact(directory: Directory, user_id: UserId) -> EmergencyContact:
    user = directory.users.get(user_id)
    own = [
        method
        for method in directory.contact_methods
        if method.user_id == user_id and method.verified and method.kind in BY_HAND
    ]
    found = sorted(own, key=lambda method: (BY_HAND.index(method.kind), method.key))
    mail = (user.email,) if user is not None and user.email else ()
    return EmergencyContact(
        name=user.name if user is not None else "?",
        addresses=tuple(dict.fromkeys((*(method.address for method in found), *mail))),
    )
