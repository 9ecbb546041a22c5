"""Past alerts as lines a backtest replays."""

import json
from datetime import timedelta

from attrs import evolve
from tests.flow.story import START, a_configuration, a_step

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.flow.exporting import export_alerts
from hikeshi.kernel.conversion import rfc3339
from hikeshi.memory.queries import InMemoryAlertQueries
from hikeshi.rehearsal import Rehearsal
from hikeshi.rehearsal.backtest import backtest
from hikeshi.rehearsal.history import read_history

FILE = a_configuration(a_step("ana"), a_step("ben"))


async def exported(rehearsal, **more):
    """Return the lines of what a rehearsal lived through."""
    world = rehearsal._player.world
    queries = InMemoryAlertQueries(world.store)
    return [line async for line in export_alerts(queries, world.transactions, **more)]


def lived():
    """Return a rehearsal with two alerts that overlap, one acknowledged, one still firing."""
    rehearsal = Rehearsal(FILE, start=START)
    rehearsal.trigger(dedup_key="one", severity="sev1", title="One")
    rehearsal.advance(minutes=2).trigger(dedup_key="two", severity="sev2")
    rehearsal.advance(minutes=1).acknowledge("one", by="ana")
    rehearsal.advance(minutes=1).resolve("one")
    return rehearsal


async def test_every_event_is_a_line_in_order_of_time():
    """What fired, who acknowledged, and when it was over."""
    told = [
        (line["at"], line["action"], line["dedup_key"], line.get("by"))
        for line in await exported(lived())
    ]

    assert told == [
        (rfc3339(START), "trigger", "one", None),
        (rfc3339(START + timedelta(minutes=2)), "trigger", "two", None),
        (rfc3339(START + timedelta(minutes=3)), "acknowledge", "one", "ana"),
        (rfc3339(START + timedelta(minutes=4)), "resolve", "one", None),
    ]


async def test_bounds_choose_alerts_by_their_beginning():
    """What follows an alert goes with it."""
    middle = START + timedelta(minutes=1)
    earlier = await exported(lived(), until=middle)
    later = await exported(lived(), since=middle)

    assert [line["dedup_key"] for line in earlier] == ["one"] * 3
    assert [line["dedup_key"] for line in later] == ["two"]


async def test_an_export_pages_again_whom_it_paged():
    """Replayed through the same configuration, the pages are those that were."""
    rehearsal = lived()
    lines = [json.dumps(line) for line in await exported(rehearsal)]
    found = backtest(read_history(lines), directory_of(read(FILE)), tail=timedelta(0))
    paged = [page.user for page in rehearsal.pages]

    assert dict(found.proposed.pages) == {user: paged.count(user) for user in paged}
    assert found.proposed.nowhere == 0


async def test_more_alerts_than_a_page_are_all_there():
    """Pages follow each other until none is left."""
    rehearsal = Rehearsal(FILE, start=START)
    for number in range(205):
        rehearsal.trigger(dedup_key=f"k{number}")

    assert len(await exported(rehearsal)) == 205


async def test_a_line_names_the_service_of_its_alert():
    """By its key; what no route led anywhere has none."""
    rehearsal = lived()
    store = rehearsal._player.world.store
    alert = next(alert for alert in store.alerts.rows.values() if alert.dedup_key == "two")
    store.alerts.put(alert.id, evolve(alert, service_id=None))
    store.commit()

    named = {line["dedup_key"]: line.get("service") for line in await exported(rehearsal)}

    assert named == {"one": "api", "two": None}
