"""How the load of being on call is shared: hours, nights, weekends, pages, broken sleep.

Nights and weekends are those of the person's own zone, whoever the schedule belongs to.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from attrs import define, field, frozen

from hikeshi.incidents.queries import PagesOfMinute
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.local_time import first_instant, reached
from hikeshi.kernel.time_zones import time_zone
from hikeshi.oncall import Schedule, check_extent, merged_shifts
from hikeshi.teams.model.user import User

#: A night, on the local clock.
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(6)
#: Pages further apart than this interrupt a night twice.
CALM = timedelta(minutes=30)
#: The longest time one answer is about.
LONGEST_LEDGER = timedelta(days=366)
_DAY = timedelta(days=1)
_SATURDAY = 5


@frozen(kw_only=True)
class Load:
    """What being on call was, or will be, for a person.

    Args:
        on_call: Time on call, once where several schedules overlap.
        night: The part of it from 22:00 to 06:00.
        weekend: The part of it on Saturdays and Sundays.
        holiday: The part of it on holidays, weekends or not.
        hand_offs: Shifts that begin inside the time asked about.
        pages: Pages received, on call or not.
        night_pages: Those at night.
        interrupted_nights: Nights with a page while on call.
        interruptions: Clusters of pages at night while on call, half an hour apart.
    """

    user_id: UserId
    on_call: timedelta = timedelta()
    night: timedelta = timedelta()
    weekend: timedelta = timedelta()
    holiday: timedelta = timedelta()
    hand_offs: int = 0
    pages: int = 0
    night_pages: int = 0
    interrupted_nights: int = 0
    interruptions: int = 0


def on_call_load(
    schedules: Iterable[Schedule],
    people: Mapping[UserId, User],
    pages: Iterable[PagesOfMinute],
    interval: Interval,
    holidays: frozenset[date] = frozenset(),
) -> tuple[Load, ...]:
    """Return the load of everybody with a shift or a page in that time, by id.

    Args:
        schedules: Whose final shifts count.
        people: Everybody, for their zones; who is not there lives in UTC.
        pages: Those of the same time, ascending for each person.
        interval: What is asked about; shifts are clipped to it.
        holidays: Days that are holidays wherever somebody lives.

    Raises:
        InvalidError: It is too long.
        TooManyPiecesError: A schedule changes hands too often.
    """
    if interval.duration > LONGEST_LEDGER:
        raise InvalidError.at("/until", "must be within 366 days after since; ask in parts")
    kept: defaultdict[UserId, _Record] = defaultdict(_Record)
    for schedule in schedules:
        check_extent(schedule, interval)
        for shift in merged_shifts(schedule, interval):
            kept[shift.user].spans.append(shift.interval)
            kept[shift.user].hand_offs += shift.interval.start > interval.start
    for page in pages:
        kept[page.user_id].pages.append(page)
    return tuple(
        _load(user_id, _zone(people, user_id), record, interval, holidays)
        for user_id, record in sorted(kept.items())
    )


@define
class _Record:
    spans: list[Interval] = field(factory=list)
    hand_offs: int = 0
    pages: list[PagesOfMinute] = field(factory=list)


def _load(
    user_id: UserId,
    zone: ZoneInfo,
    record: _Record,
    interval: Interval,
    holidays: frozenset[date],
) -> Load:
    spans = _union(record.spans)
    at_night = [page for page in record.pages if _evening(page.at, zone) is not None]
    starts = [span.start for span in spans]
    woken = [page.at for page in at_night if _covered(page.at, spans, starts)]
    return Load(
        user_id=user_id,
        on_call=sum((span.duration for span in spans), timedelta()),
        night=_common(spans, _nights(zone, interval)),
        weekend=_common(spans, _weekends(zone, interval)),
        holiday=_common(spans, _holidays(zone, interval, holidays)),
        hand_offs=record.hand_offs,
        pages=sum(page.count for page in record.pages),
        night_pages=sum(page.count for page in at_night),
        interrupted_nights=len({_evening(at, zone) for at in woken}),
        interruptions=sum(1 for index in range(len(woken)) if _begins_cluster(woken, index)),
    )


def _zone(people: Mapping[UserId, User], user_id: UserId) -> ZoneInfo:
    person = people.get(user_id)
    return time_zone(person.time_zone if person is not None else "UTC")


def _union(spans: Iterable[Interval]) -> list[Interval]:
    found: list[Interval] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _common(spans: Sequence[Interval], windows: Sequence[Interval]) -> timedelta:
    """Return the time both ascending, disjoint sequences have in common."""
    total, index = timedelta(), 0
    for span in spans:
        while index < len(windows) and windows[index].end <= span.start:
            index += 1
        for window in windows[index:]:
            if window.start >= span.end:
                break
            total += min(span.end, window.end) - max(span.start, window.start)
    return total


@lru_cache(maxsize=512)
def _nights(zone: ZoneInfo, interval: Interval) -> tuple[Interval, ...]:
    return tuple(
        _between(
            datetime.combine(day, NIGHT_BEGINS), datetime.combine(day + _DAY, NIGHT_ENDS), zone
        )
        for day in _days(zone, interval)
    )


@lru_cache(maxsize=512)
def _weekends(zone: ZoneInfo, interval: Interval) -> tuple[Interval, ...]:
    return tuple(
        _between(_at(day, time()), _at(day + 2 * _DAY, time()), zone)
        for day in _days(zone, interval)
        if day.weekday() == _SATURDAY
    )


@lru_cache(maxsize=512)
def _holidays(zone: ZoneInfo, interval: Interval, days: frozenset[date]) -> tuple[Interval, ...]:
    return tuple(
        _between(_at(day, time()), _at(day + _DAY, time()), zone)
        for day in _days(zone, interval)
        if day in days
    )


def _days(zone: ZoneInfo, interval: Interval) -> Iterable[date]:
    """Return the local days from two before the start, which a weekend may reach back to."""
    first = reached(interval.start, zone).date() - 2 * _DAY
    last = reached(interval.end, zone).date()
    return (first + n * _DAY for n in range((last - first).days + 1))


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at)


def _between(start: datetime, end: datetime, zone: ZoneInfo) -> Interval:
    return Interval(first_instant(start, zone), first_instant(end, zone))


def _evening(at: datetime, zone: ZoneInfo) -> date | None:
    """Return the day on whose evening the night of an instant began; by day, nothing."""
    local = reached(at, zone)
    if local.time() >= NIGHT_BEGINS:
        return local.date()
    return local.date() - _DAY if local.time() < NIGHT_ENDS else None


def _covered(at: datetime, spans: Sequence[Interval], starts: Sequence[datetime]) -> bool:
    index = bisect_right(starts, at) - 1
    return index >= 0 and at in spans[index]


def _begins_cluster(pages: Sequence[datetime], index: int) -> bool:
    return index == 0 or pages[index] - pages[index - 1] > CALM
