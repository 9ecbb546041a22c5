"""Who is on call now, and the final schedule of a week, a month and a year, beside iCalendar.

Run it: `python -m tests.benchmarks.oncall`. The peers are `recurring-ical-events` on
a calendar read before the clock starts, and the same with `icalendar` reading the text for each
answer, which is what a program without a cache does. The number of answers is compared first. The
ratios are what counts; microseconds wander with the machine.
"""

import json
import statistics
import sys
import timeit
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import recurring_ical_events
from attrs import frozen
from icalendar import Calendar

from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Layer, Rotation, RotationType, Schedule, on_call, shifts

ROUNDS = 5
NOW = datetime(2026, 6, 3, 3, 10, tzinfo=UTC)
PEOPLE = tuple(UserId(UUID(int=number)) for number in range(1, 4))
#: What is asked, the span of it, and the goal in microseconds (goal 11).
GOALS = {
    "on call now": (None, 30),
    "shifts of a week": (timedelta(days=7), 50),
    "shifts of a month": (timedelta(days=30), 100),
    "shifts of a year": (timedelta(days=365), 1000),
}


def a_schedule() -> Schedule:
    """Three people in weekly turns, from Mondays at 09:00 in Tokyo."""
    layer = Layer(
        name="week",
        users=tuple((user,) for user in PEOPLE),
        rotation=Rotation(RotationType.WEEKLY),
        start=datetime(2026, 1, 5, 9),  # noqa: DTZ001  (local times are naive)
    )
    return Schedule(
        id=ScheduleId(UUID(int=9)),
        key="primary",
        name="Primary",
        time_zone="Asia/Tokyo",
        layers=(layer,),
    )


def a_calendar() -> str:
    """The same as one recurring event per person."""
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\nSUMMARY:{user}\r\nDTSTAMP:20260101T000000Z\r\n"
        f"DTSTART;TZID=Asia/Tokyo:202601{5 + 7 * number:02}T090000\r\n"
        f"DTEND;TZID=Asia/Tokyo:202601{12 + 7 * number:02}T090000\r\n"
        f"RRULE:FREQ=WEEKLY;INTERVAL={len(PEOPLE)}\r\nEND:VEVENT\r\n"
        for number, user in enumerate(PEOPLE)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n"


def microseconds(question: Callable[[], object]) -> float:
    """Return the median of some rounds, per call."""
    timer = timeit.Timer(question)
    calls, _ = timer.autorange()
    per_round = max(1, calls // ROUNDS)
    return statistics.median(timer.repeat(ROUNDS, per_round)) / per_round * 1e6


@frozen
class Question:
    """What is asked of us, and of the peer with its calendar read before or for each answer."""

    ours: Callable[[], Sequence[object]]
    peer: Callable[[], Iterable[object]]
    peer_reading: Callable[[], Iterable[object]]


def question(length: timedelta | None) -> Question:
    """Return the questions, after comparing how many answers they give."""
    schedule, peer = a_schedule(), recurring_ical_events.of(Calendar.from_ical(a_calendar()))

    def reading() -> Iterable[object]:
        fresh = recurring_ical_events.of(Calendar.from_ical(a_calendar()))
        return fresh.at(NOW) if length is None else fresh.between(NOW, NOW + length)

    if length is None:
        asked = Question(partial(on_call, schedule, NOW), partial(peer.at, NOW), reading)
    else:
        interval = Interval(NOW, NOW + length)
        theirs = partial(peer.between, interval.start, interval.end)
        asked = Question(partial(shifts, schedule, interval), theirs, reading)
    if len(asked.ours()) != len(list(asked.peer())):
        raise SystemExit("the peer answers something else: the comparison is void")
    return asked


def measure() -> list[dict[str, Any]]:
    """Return one result per question."""
    results: list[dict[str, Any]] = []
    for name, (length, goal) in GOALS.items():
        asked = question(length)
        mine, peer, reading = map(microseconds, (asked.ours, asked.peer, asked.peer_reading))
        results.append(
            {
                "goal": 11,
                "name": name,
                "value": round(mine, 1),
                "unit": "µs",
                "target": goal,
                "met": mine <= goal,
                "peers": {
                    "recurring-ical-events": round(peer, 1),
                    "icalendar + recurring-ical-events": round(reading, 1),
                },
                "ratios": [round(peer / mine, 1), round(reading / mine, 1)],
            }
        )
    return results


def main() -> None:
    """Print a table, or with --json the results."""
    results = measure()
    if "--json" in sys.argv:
        print(json.dumps(results, ensure_ascii=False, indent=2))
        return
    for result in results:
        met = "met" if result["met"] else "missed"
        print(f"{result['name']}: {result['value']} µs, goal {result['target']} µs {met}")
        for (peer, value), ratio in zip(result["peers"].items(), result["ratios"], strict=True):
            print(f"    {ratio} × as fast as {peer} ({value} µs)")


if __name__ == "__main__":
    main()
