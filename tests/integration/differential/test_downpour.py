"""In a storm of alerts everybody is told at once, the worst is told apart, and its end is seen."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import asyncpg
import pytest
from tests.integration.differential.downpours import ENDS_AFTER, WORST, suite
from tests.integration.differential.test_differential import (
    EXAMPLES,
    Line,
    Outcome,
    lived_in_time,
    rehearsed,
)
from tests.oracle.escalation_parts import START
from tests.postgres import TEMPLATE, Cluster

from hikeshi.rehearsal import run

#: In the gate a shower; as long as the differential test runs when it runs long, a storm.
GATE = 10
LIVED = 120 if EXAMPLES <= GATE else 1_000
ALERTS, SERVICES = 1_000, 8
#: The first page of a service has to leave within so many seconds.
FIRST_PAGE = 5
#: More messages than this nobody reads in a storm of a minute, or in its end.
MOST_MESSAGES = 12

#: When, to whom by what, about which incidents.
Bundle = tuple[int, str, tuple[int, ...]]
_TOGETHER = re.compile(r"\+(\d+) s: one message to (.*) is bundled of incidents ([\d, ]+)")
_LIVED_TOGETHER = """
SELECT extract(epoch FROM a.started_at - $1)::int AS after, u.key || ' by ' || n.kind AS who,
  array_agg(i.place ORDER BY i.place) AS numbers
FROM delivery_attempts a JOIN notifications n ON n.id = a.notification_id
JOIN users u ON u.id = n.user_id
JOIN (SELECT id, rank() OVER (ORDER BY number) AS place FROM incidents) i ON i.id = n.incident_id
WHERE n.bundle_id IS NOT NULL
GROUP BY a.started_at, u.key, n.kind, n.bundle_id
"""


@pytest.fixture(scope="module")
def storm() -> dict[str, Any]:
    """What the rehearsal of a storm says."""
    (scenario,) = run(suite(ALERTS, SERVICES), load=lambda path: None).as_json()["scenarios"]
    return scenario


def messages(rows: Iterable[dict[str, Any]]) -> Counter[str]:
    """Return how many messages each person got."""
    seen = {
        (row["user"], row.get("bundle") or f"alone {number}") for number, row in enumerate(rows)
    }
    return Counter(user for user, _ in seen)


def delivered(storm: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Return when, about which incident, and to whom something was delivered."""
    found = (re.match(r"\+(\d+) s: incident (\d+): (\S+) by email", line) for line in storm["log"])
    return [(int(match[1]), int(match[2]), match[3]) for match in found if match]


def numbers(storm: dict[str, Any], title: str) -> set[int]:
    """Return which incidents began with a title that begins so."""
    found = (re.match(rf".*incident (\d+): triggered: “{title}", line) for line in storm["log"])
    return {int(match[1]) for match in found if match}


def test_a_storm_tells_everybody_of_each_service_at_once(storm: dict[str, Any]) -> None:
    """Of 1,000 alerts in a minute over 8 services, the first page of each service leaves within
    five seconds of its first alert, all from the defaults."""
    for service in range(SERVICES):
        theirs = numbers(storm, f"service-{service} ")
        begun = min(row["after_seconds"] for row in storm["pages"] if row["incident"] in theirs)
        told = min(after for after, incident, _ in delivered(storm) if incident in theirs)
        assert told - begun <= FIRST_PAGE


def test_a_storm_hides_no_sev1(storm: dict[str, Any]) -> None:
    """The one alert of severity 1 is a message of its own, in the instant in which it came."""
    (worst,) = numbers(storm, WORST)
    (page,) = [row for row in storm["pages"] if row["incident"] == worst]
    told = min(after for after, incident, _ in delivered(storm) if incident == worst)
    at_once = [row for row in storm["notifications"] if row["after_seconds"] == told]

    assert told == page["after_seconds"] == 31
    assert [row.get("bundle") for row in at_once] == [None]


def test_a_storm_and_its_end_are_few_messages(storm: dict[str, Any]) -> None:
    """Hundreds of pages to one person are a dozen messages at most, and so is the end of it all;
    afterwards every incident is over, and nobody is paged any more."""
    ends = {(user, after) for after, _, user in delivered(storm) if after >= ENDS_AFTER}

    assert len(storm["pages"]) == ALERTS
    assert max(messages(storm["notifications"]).values()) <= MOST_MESSAGES
    assert 0 < max(Counter(user for user, _ in ends).values()) <= MOST_MESSAGES
    assert {row["status"] for row in storm["incidents"]} == {"resolved"}
    assert all(page["after_seconds"] < ENDS_AFTER for page in storm["pages"])


def untimed(deliveries: Counter[Line]) -> Counter[tuple[int, str]]:
    """Return what was delivered about which incident, whenever."""
    found: Counter[tuple[int, str]] = Counter()
    for (_, incident, said), count in deliveries.items():
        found[incident, said] += count
    return found


def worst(outcome: Outcome) -> int:
    """Return the number of the incident that matters most."""
    (number,) = {incident for _, incident, said in outcome.events if f"triggered: “{WORST}" in said}
    return number


def together(storm: dict[str, Any]) -> Counter[Bundle]:
    """Return what the rehearsal says went out as one message: when, to whom, about what."""
    found = (_TOGETHER.fullmatch(line) for line in storm["log"])
    return Counter(
        (int(match[1]), match[2], tuple(map(int, match[3].split(", ")))) for match in found if match
    )


async def lived_together(url: str) -> Counter[Bundle]:
    """Return the same as PostgreSQL knows it."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        rows = await connection.fetch(_LIVED_TOGETHER, START)
    finally:
        await connection.close()
    return Counter((row["after"], row["who"], tuple(row["numbers"])) for row in rows)


@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("workers", [1] if EXAMPLES <= GATE else [1, 2])
def test_a_lived_storm_is_the_rehearsed_one(postgres_cluster: Cluster, workers: int) -> None:
    """Pages of all severities, timelines, what is delivered when, the end of all, and which
    incidents are one message are those of the rehearsal. Two workers that send to one place in one
    moment may send a message more than the rules say: there only when it arrives is left out."""
    told = suite(LIVED, 8)
    calm = {"seed": 0, "before": 0.0, "after": 0.0}
    events = told["scenarios"][0]["events"]
    history = {"suite": told, "events": events, "crashes": calm, "workers": workers}
    promised = rehearsed(history)
    name = postgres_cluster.create(TEMPLATE)
    try:
        kept = asyncio.run(lived_in_time(history, postgres_cluster.url(name)))
        bundles = asyncio.run(lived_together(postgres_cluster.url(name)))
    finally:
        postgres_cluster.drop(name)
    (scenario,) = run(told, load=lambda path: None).as_json()["scenarios"]

    assert (kept.pages, kept.statuses) == (promised.pages, promised.statuses)
    assert kept.events == promised.events
    assert untimed(kept.deliveries) == untimed(promised.deliveries)
    assert (31, worst(promised)) in {(at, incident) for at, incident, _ in kept.deliveries}
    if workers == 1:
        assert kept.deliveries == promised.deliveries
        assert bundles == together(scenario)
    assert any(after >= ENDS_AFTER for after, _, _ in bundles), "the end was not gathered"
