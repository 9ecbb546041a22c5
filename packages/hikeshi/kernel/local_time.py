"""Between the local clock and instants: the two rules for times that repeat or do not exist.

Everything a layer says is said on the local clock, and the local clock jumps. Two functions, each
the other's mirror, carry the whole rule ("On-call 4"):

- `first_instant(local)` is the earliest instant at which the clock has come to `local`: the first
  occurrence of a repeated time, the end of the gap for a time that does not exist.
- `reached(instant)` is the latest local time the clock has come to so far; while an hour repeats
  it stands still just before the jump back.

`first_instant(local) <= instant` holds exactly when `local <= reached(instant)`; therefore a
question about an instant is answered by comparing naive local times, without listing hand-offs.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

#: The local clock's first moment; a Monday.
FIRST_LOCAL = datetime.min  # noqa: DTZ901  (local times are naive)
#: The local clock's last moment: stands for whatever lies beyond the calendar.
LAST_LOCAL = datetime.max  # noqa: DTZ901

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_LATEST = LAST_LOCAL.replace(tzinfo=UTC)
_EARLIEST = FIRST_LOCAL.replace(tzinfo=UTC)


def first_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, at which a naive local time is first reached.

    Times beyond the calendar (years 1 to 9999 in UTC) stand for its first or last instant.
    """
    before = _offset(local.replace(tzinfo=zone, fold=0))
    after = _offset(local.replace(tzinfo=zone, fold=1))
    try:
        if before >= after:
            return (local - before).replace(tzinfo=UTC)
        earliest = (local - after).replace(tzinfo=UTC)
        return _jump(earliest, (local - before).replace(tzinfo=UTC), zone)
    except OverflowError:
        return _LATEST if local.year > 1 else _EARLIEST


def reached(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the latest naive local time that the clock has shown up to an instant."""
    try:
        local = at.astimezone(zone)
    except OverflowError:
        return LAST_LOCAL if at.year > 1 else FIRST_LOCAL
    if not local.fold:
        return local.replace(tzinfo=None)
    lost = _offset(local.replace(fold=0)) - _offset(local)
    jump = _jump(at - lost, at, zone)
    before_jump = (jump - _SECOND).astimezone(zone).replace(tzinfo=None, fold=0)
    return before_jump + _SECOND - datetime.resolution


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Find the instant in (before, after] at which the zone's offset changes.

    Zone files know whole seconds only.
    """
    low = (before - _EPOCH) // _SECOND
    high = -((_EPOCH - after) // _SECOND)
    new_offset = _offset(after.astimezone(zone))
    while high - low > 1:
        middle = (low + high) // 2
        if _offset((_EPOCH + middle * _SECOND).astimezone(zone)) == new_offset:
            high = middle
        else:
            low = middle
    return _EPOCH + high * _SECOND
