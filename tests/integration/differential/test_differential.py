"""What a rehearsal promises is what happens on PostgreSQL, whatever crashes on the way."""

import asyncio
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import frozen
from hypothesis import (
    HealthCheck,
    Phase,
    currently_in_test_context,
    event,
    given,
    settings,
)
from tests.integration.differential.acting import Actors
from tests.integration.differential.asking import desk
from tests.integration.differential.histories import delivers_alike, histories, with_address
from tests.integration.differential.living import LivingWorld, living_world
from tests.postgres import TEMPLATE, Cluster
from tests.product.installation import signing

from hikeshi.configuration import load, read
from hikeshi.flow.sentences import sentence
from hikeshi.rehearsal import run

#: Second, incident, sentence.
Line = tuple[int, int, str]
#: So many histories; `make differential EXAMPLES=200` shakes it harder.
EXAMPLES = int(os.environ.get("DIFFERENTIAL_EXAMPLES", "10"))
#: One history takes seconds; one of hundreds of pages, on a machine that is busy, many minutes.
HISTORY_SECONDS = 1200
#: So many histories a line of progress, where somebody asked for more than the gate does.
PROGRESS = 10
#: Pages of each history that agreed so far.
LIVED: list[int] = []
_LOGGED = re.compile(r"\+(\d+) s: incident (\d+): (.*)", re.DOTALL)
#: What became of a message; the providers' own words differ.
_DELIVERY = re.compile(r"(\w+ by (?:webhook|email))(: (?:delivered|accepted)|[^:]*)(.*)", re.DOTALL)
_TIMELINE = """
SELECT t.at, t.kind, t.facts, i.place
FROM timeline_entries t
JOIN (SELECT id, rank() OVER (ORDER BY number) AS place FROM incidents) i ON i.id = t.incident_id
WHERE t.kind NOT LIKE 'alert.%' OR t.facts ->> 'suppressed_since' IS NOT NULL
ORDER BY t.at, i.place, t.id
"""
_STATUSES = "SELECT status FROM incidents ORDER BY number"


@frozen
class Outcome:
    """What came of a history: pages in order, sentences of timelines, final statuses."""

    pages: list[tuple[Any, ...]]
    events: Counter[Line]
    deliveries: Counter[Line]
    statuses: list[str]


def outcome(pages: list[tuple[Any, ...]], lines: Iterable[Line], statuses: list[str]) -> Outcome:
    """Sort what came of a history.

    Two workers may run the timers of two incidents in any order within one instant.
    """
    events, deliveries = Counter[Line](), Counter[Line]()
    for at, incident, said in lines:
        message = _DELIVERY.match(said)
        if message is None:
            events[at, incident, said] += 1
        else:
            what = "arrived" if message[2].startswith(":") else message[2]
            deliveries[at, incident, f"{message[1]} {what}"] += 1
    return Outcome(sorted(pages, key=lambda page: (page[0], page[1])), events, deliveries, statuses)


def rehearsed(history: dict[str, Any]) -> Outcome:
    """Return what the rehearsal says."""
    report = run(history["suite"], load=lambda path: None).as_json()["scenarios"][0]
    names = ("after_seconds", "incident", "round", "step", "user", "via")
    pages = [tuple(row[name] for name in names) for row in report["pages"]]
    found = [match.groups() for line in report["log"] if (match := _LOGGED.match(line))]
    return outcome(
        pages,
        [(int(at), int(incident), said) for at, incident, said in found],
        [row["status"] for row in report["incidents"]],
    )


async def lived(history: dict[str, Any], url: str) -> Outcome:
    """Live through the history on that database, and return what it says then."""
    scenario = history["suite"]["scenarios"][0]
    start = datetime.fromisoformat(scenario["start"])
    async with AsyncExitStack() as stack:
        workers = history.get("workers", 2)
        world = await stack.enter_async_context(
            living_world(url, start, history["crashes"], workers)
        )
        configuration = signing(read(with_address(history["suite"], world.http_url)))
        await world.do(lambda work: load(work, configuration))
        directory = await world.do(lambda work: work.directory())
        asking = await stack.enter_async_context(desk(world, url, directory))
        actors = Actors(world, asking, directory, start)
        for happening in history["events"]:
            await world.advance_to(start + timedelta(seconds=happening["after_seconds"]))
            await actors.act(happening)
        await world.advance_to(start + timedelta(seconds=scenario["until_seconds"]))
        await world.run_due()
        if currently_in_test_context():
            event(f"crashed {min(world.crashes, 10)} times or more")
        people = {str(user.id): user.key for user in directory.users.values()}
        return await told(world, start, people)


async def told(world: LivingWorld, start: datetime, people: Mapping[str, str]) -> Outcome:
    """Read what the database says."""

    async def look(work: Any) -> tuple[Any, Any]:
        return await work.session.rows(_TIMELINE), await work.session.rows(_STATUSES)

    rows, statuses = await world.do(look)
    pages: list[tuple[Any, ...]] = []
    lines: list[Line] = []
    for row in rows:
        at, incident, said = int((row["at"] - start).total_seconds()), row["place"], row["facts"]
        lines.append((at, incident, sentence(row["kind"], said, lambda found: people[str(found)])))
        if row["kind"] == "person.paged":
            person = people[said["user_id"]]
            pages.append((at, incident, said["round"], said["step"], person, said["via"]))
    return outcome(pages, lines, [row["status"] for row in statuses])


async def lived_in_time(history: dict[str, Any], url: str) -> Outcome:
    """Live through the history; one that never ends is a fault."""
    async with asyncio.timeout(HISTORY_SECONDS):
        return await lived(history, url)


# What is shown of a history that does not agree may be long: that is no fault of its own.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.timeout(HISTORY_SECONDS * (EXAMPLES + 1))
@settings(
    max_examples=EXAMPLES,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(history=histories())
def test_postgresql_keeps_what_the_rehearsal_promises(
    postgres_cluster: Cluster, say: Callable[[str], None], history: dict[str, Any]
) -> None:
    """Who is paged when, at which step and round, in which order, and every timeline agree: with
    messages as senders post them, swaps, overrides and silences made and taken back by the API,
    failing providers, real receivers, and works lost before and after their commits."""
    promised = rehearsed(history)
    name = postgres_cluster.create(TEMPLATE)
    try:
        kept = asyncio.run(lived_in_time(history, postgres_cluster.url(name)))
    finally:
        postgres_cluster.drop(name)

    assert kept.pages == promised.pages
    assert kept.statuses == promised.statuses
    assert kept.events == promised.events
    if delivers_alike(history):
        assert kept.deliveries == promised.deliveries
    LIVED.append(len(kept.pages))
    if EXAMPLES > PROGRESS and len(LIVED) % PROGRESS == 0:
        say(f"{len(LIVED)} of {EXAMPLES} histories agree; {sum(LIVED)} pages in them")
