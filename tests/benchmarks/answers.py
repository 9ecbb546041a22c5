"""What keeping answers saves: the ledger of load and calendars, computed and kept.

Run it: `python -m tests.benchmarks.answers`. Thirty schedules of two layers and sixty people;
processor time of this process for one answer, the median of so many, with nothing kept, kept in the
process, and kept in a real Redis. Then a day: each person reads their calendar every hour, and so
do five subscribers of each schedule's; ten overrides are made on the way.
"""

import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import evolve
from tests.flow.story import a_person
from tests.peers.redis_server import RedisServer

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.flow.directory import Directory
from hikeshi.flow.ports import Cache
from hikeshi.flow.queries.on_call_load import LoadQuestion
from hikeshi.kernel.ids import OverrideId, uuid7
from hikeshi.kernel.intervals import Interval
from hikeshi.memory.cache import InMemoryCache
from hikeshi.memory.clock import FixedClock
from hikeshi.memory.queries.incidents import InMemoryIncidentQueries
from hikeshi.memory.store import Store
from hikeshi.oncall import Override
from hikeshi.testing.builders import START
from hikeshi_server.inbound.answers import Answers
from hikeshi_server.inbound.http.calendars.feeds import shown_of_schedule, shown_of_user, written
from hikeshi_server.inbound.load_ledger import LoadLedger
from hikeshi_server.inbound.metrics import ANSWERS
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.redis.cache import RedisCache
from hikeshi_server.outbound.redis.link import RedisLink, connect

SCHEDULES, PEOPLE, TIMES = 30, 60, 15
SUBSCRIBERS, OVERRIDES = 5, 10
ZONES = ("Asia/Tokyo", "Europe/Berlin", "America/New_York", "UTC")
URL = "https://pages.example.org"
Ask = Callable[[Answers], Awaitable[object]]


def a_rota(number: int) -> dict[str, Any]:
    """Return a schedule of weekly turns, and of daily ones in office hours."""
    mine = [f"p{(number % 6) * 10 + each}" for each in range(10)]
    begun = {"start": "2026-01-01T09:00:00"}
    office = {"type": "daily", "from": "09:00", "to": "17:00"}
    layers = [
        {"name": "week", "users": mine[:6], "rotation": {"type": "weekly"}, **begun},
        {"name": "day", "users": mine[4:], "rotation": {"type": "daily"}, **begun},
    ]
    layers[1]["restrictions"] = [office]
    return {"key": f"s{number}", "time_zone": ZONES[number % 4], "layers": layers}


def an_organisation() -> Directory:
    """Return so many people and schedules."""
    people = [a_person(f"p{n}", time_zone=ZONES[n % 4]) for n in range(PEOPLE)]
    schedules = [a_rota(number) for number in range(SCHEDULES)]
    return directory_of(read({"version": 1, "users": people, "schedules": schedules}))


def questions(directory: Directory) -> Mapping[str, Ask]:
    """Return what is asked, by name."""
    schedule = next(iter(directory.schedules.values()))
    person = next(user for user in directory.users.values() if user.key == "p4")

    def load(days: int) -> Ask:
        asked = LoadQuestion(interval=Interval(START, START + timedelta(days=days)))
        queries = InMemoryIncidentQueries(Store())
        return lambda answers: LoadLedger(queries, answers).read(directory, asked)

    return {
        "ledger, four weeks": load(28),
        "ledger, one year": load(364),
        "calendar of a schedule": lambda answers: written(
            answers, shown_of_schedule(directory, schedule, START, URL)
        ),
        "calendar of a person": lambda answers: written(
            answers, shown_of_user(directory, person, START, URL)
        ),
    }


async def milliseconds(ask: Ask, answers: Answers) -> float:
    """Return the processor time of an answer, once it is kept where anything is."""
    await ask(answers)
    spent = []
    for _ in range(TIMES):
        begun = time.process_time()
        await ask(answers)
        spent.append(time.process_time() - begun)
    return round(statistics.median(spent) * 1000, 2)


def overridden(directory: Directory, at: datetime, chance: random.Random) -> Directory:
    """Return it with an override on one schedule."""
    schedule_id = chance.choice(list(directory.schedules))
    schedule = directory.schedules[schedule_id]
    override = Override(
        id=OverrideId(uuid7(int(at.timestamp() * 1000), chance.getrandbits(64))),
        start=at,
        end=at + timedelta(hours=4),
        user=chance.choice(list(directory.users)),
    )
    changed = evolve(schedule, overrides=(*schedule.overrides, override))
    return evolve(directory, schedules={**directory.schedules, schedule_id: changed})


async def share_kept(directory: Directory) -> float:
    """Return which share of a day's calendars was not computed."""
    clock, chance = FixedClock(START), random.Random(1)
    answers = Answers(InMemoryCache(clock))
    before = ANSWERS.labels("calendar", "computed")._value.get()
    edits, asked = chance.sample(range(24), OVERRIDES), 0
    for hour in range(24):
        at = clock.now()
        if hour in edits:
            directory = overridden(directory, at, chance)
        feeds = [shown_of_user(directory, each, at, URL) for each in directory.users.values()]
        for schedule in directory.schedules.values():
            feeds += [shown_of_schedule(directory, schedule, at, URL)] * SUBSCRIBERS
        for feed in feeds:
            await written(answers, feed)
        asked += len(feeds)
        clock.advance(timedelta(hours=1))
    computed = ANSWERS.labels("calendar", "computed")._value.get() - before
    return round(1 - float(computed) / asked, 3)


async def measure(redis_url: str) -> Mapping[str, Any]:
    """Return milliseconds by question and place, and the share of a day that was kept."""
    directory, clock = an_organisation(), FixedClock(START)
    link = RedisLink(connect(redis_url), "benchmark", Outages("redis"))
    async with link.watched():
        places: Mapping[str, Cache | None] = {
            "computed": None,
            "kept in Redis": RedisCache(link, InMemoryCache(clock), bytes(32)),
            "kept in the process": InMemoryCache(clock),
        }
        found = {
            name: {
                place: await milliseconds(ask, Answers(cache)) for place, cache in places.items()
            }
            for name, ask in questions(directory).items()
        }
    share = await share_kept(directory)
    return {"milliseconds": found, "share of a day's calendars kept": share}


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as folder,
        RedisServer(Path(folder)) as redis,
    ):
        json.dump(asyncio.run(measure(redis.url)), sys.stdout, indent=2)
    print()
