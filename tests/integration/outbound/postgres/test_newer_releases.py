"""What a newer release wrote waits for its workers, and stops nobody else's work."""

import json
from datetime import timedelta

import pytest
from attrs import evolve
from sqlalchemy import text

from hikeshi.flow.work import Work
from hikeshi.incidents.model.escalation_policy import Target, TargetKind
from hikeshi.incidents.model.timer import Timer, TimerKind
from hikeshi.incidents.use_cases.run_due_drills import RunDueDrills
from hikeshi.kernel.ids import UserId
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.testing.builders import (
    START,
    a_contact_method,
    a_drill,
    a_notice,
    a_notification,
    an_incident,
    new_id,
)
from hikeshi.testing.conformance.flow import an_outbox_row
from hikeshi_server.inbound.worker.outbox_relay import OutboxRelay
from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from hikeshi_server.outbound.postgres.words import log_left

LATER = START + timedelta(hours=1)

#: What the row of another release differs by.
OTHERS = (
    "consequence = 'tell_the_moon'",
    "type = 'incident.evaporated'",
    """event = jsonb_set(event, '{by,kind}', '"ghost"')""",
)


async def test_an_older_worker_leaves_rows_it_does_not_know(
    engine: PostgresEngine, transactions: PostgresTransactions
) -> None:
    """A consequence, a kind of event or a word it cannot read: left whole, and not asked again."""
    rows = [an_outbox_row() for _ in range(len(OTHERS) + 1)]
    await transactions.run(lambda work: work.outbox.append_many(rows))
    async with engine.begin() as connection:
        for number, change in enumerate(OTHERS):
            await connection.execute(
                text(
                    f"UPDATE outbox SET {change} WHERE id = (SELECT min(id) + {number} FROM outbox)"
                )
            )
    before = await left(engine)

    await OutboxRelay(transactions).run_once()

    assert await left(engine) == before[: len(OTHERS)]
    assert await transactions.run(lambda work: work.outbox.take(9)) == []


async def left(engine: PostgresEngine) -> list[tuple[object, ...]]:
    """Return what waits."""
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT * FROM outbox ORDER BY id"))
        return [tuple(row) for row in found]


async def test_an_older_worker_leaves_notices_it_has_no_words_for(
    engine: PostgresEngine, transactions: PostgresTransactions
) -> None:
    """They are neither claimed nor waited for; the others go out."""
    known, newer = (
        evolve(a_notice(topic=topic), id=new_id(), due_at=START)
        for topic in (Topic.SHIFT_REMINDER, Topic.INCIDENT_TAKEN)
    )
    await transactions.run(lambda work: work.notices.add_many([known, newer]))
    async with engine.begin() as connection:
        await connection.execute(
            text("UPDATE notices SET topic = 'moon_full' WHERE id = :id"), {"id": newer.id}
        )

    async def take(work: Work) -> list[Notice]:
        found = await work.notices.lock_due(START + timedelta(hours=1), 9)
        await work.notices.save_many([evolve(n, status="sent") for n in found])
        return list(found)

    assert [n.id for n in await transactions.run(take)] == [known.id]
    assert await transactions.run(lambda work: work.notices.next_due_at()) is None


async def change(engine: PostgresEngine, statement: str, **values: object) -> None:
    """Write what only a newer release would."""
    async with engine.begin() as connection:
        await connection.execute(text(statement), values)


@pytest.mark.parametrize(
    "newer",
    [
        "purpose = 'moon_full'",
        "kind = 'pigeon'",
        "urgency = 'vital'",
        "outcome = 'pondered'",
        "status = 'sending', lease_until = due_at, purpose = 'moon_full'",
    ],
)
async def test_an_older_worker_leaves_pages_it_has_no_words_for(
    engine: PostgresEngine, transactions: PostgresTransactions, newer: str
) -> None:
    """They are neither claimed nor waited for, however many; the others go out."""
    log_left.cache_clear()
    incident = an_incident()
    known, strange = (
        a_notification(incident_id=incident.id, due_at=due_at, step=step)
        for step, due_at in enumerate((START + timedelta(seconds=1), START))
    )
    await transactions.run(lambda work: work.incidents.add_many([incident]))
    await transactions.run(lambda work: work.notifications.add_many([known, strange]))
    await change(engine, f"UPDATE notifications SET {newer} WHERE id = :id", id=strange.id)

    async def look(work: Work) -> None:
        queue = work.notification_queue
        assert [n.id for n, _ in await queue.lock_due(LATER, 1)] == [known.id]
        these = await queue.lock_these([known.id, strange.id], LATER)
        assert [n.id for n, _ in these] == [known.id]
        assert [a.notification_id for a in await queue.waiting(LATER, 9, ())] == [known.id]
        assert await queue.next_due_at() == known.due_at
        found = await work.notifications.of_incidents([incident.id])
        assert known.id in {n.id for n in found}

    await transactions.run(look)
    assert log_left.cache_info().currsize == 1


async def test_an_older_worker_leaves_timers_and_incidents_it_has_no_words_for(
    engine: PostgresEngine, transactions: PostgresTransactions
) -> None:
    """Of an incident the timers that are known go on; one in a strange state is left alone."""
    planned = (
        Timer(START, TimerKind.AUTO_RESOLVE, 0),
        Timer(START, TimerKind.SNOOZE, 0),
    )
    known, strange = (an_incident(timers=planned) for _ in range(2))
    pages = [a_notification(incident_id=each.id, due_at=START) for each in (known, strange)]
    await transactions.run(lambda work: work.incidents.add_many([known, strange]))
    await transactions.run(lambda work: work.notifications.add_many(pages))
    await change(engine, "UPDATE incidents SET status = 'melting' WHERE id = :id", id=strange.id)
    await change(engine, "UPDATE incident_timers SET kind = 'full_moon' WHERE kind = 'snooze'")

    async def look(work: Work) -> None:
        locked = await work.incidents.lock_many(await work.incident_timers.due(LATER, 9))
        assert [(i.id, i.timers) for i in locked.values()] == [(known.id, planned[:1])]
        claimed = await work.notification_queue.lock_due(LATER, 9)
        assert [n.id for n, _ in claimed] == [pages[0].id]

    await transactions.run(look)
    await change(engine, "DELETE FROM incident_timers WHERE kind = 'auto_resolve'")
    assert await transactions.run(lambda work: work.incident_timers.due(LATER, 9)) == []
    assert await transactions.run(lambda work: work.incident_timers.next_due_at()) is None


async def test_an_older_process_goes_on_without_a_way_to_reach_people_it_does_not_know(
    engine: PostgresEngine, transactions: PostgresTransactions
) -> None:
    """Everybody else is reached as before, and the person by their other contact methods."""
    known, strange = (a_contact_method(key=key) for key in ("log", "pigeon"))
    await transactions.run(lambda work: work.contact_methods.save_many([known, strange]))
    await change(
        engine,
        """UPDATE contact_methods SET document = jsonb_set(document, '{kind}', '"pigeon"')
        WHERE id = :id""",
        id=strange.id,
    )

    directory = await transactions.run(lambda work: work.directory())

    assert directory.contact_methods == (known,)


@pytest.mark.parametrize(
    ("path", "word"),
    [("urgency", "vital"), ("recurrence", {"type": "lunar"}), ("targets,0,kind", "flock")],
)
async def test_an_older_worker_leaves_drills_it_has_no_words_for(
    engine: PostgresEngine, transactions: PostgresTransactions, path: str, word: object
) -> None:
    """They are neither run nor planned anew nor waited for; the others run."""
    nobody = Target(TargetKind.USER, UserId(new_id()), "nobody")
    known, strange = (a_drill(targets=(nobody,)) for _ in range(2))
    due = {known.id: START, strange.id: START}
    await transactions.run(lambda work: work.drills.save_many([known, strange]))
    await transactions.run(lambda work: work.drill_timers.plan(due))
    await change(
        engine,
        """UPDATE drills SET document = jsonb_set(document, CAST(:path AS text[]),
        CAST(:word AS jsonb)) WHERE id = :id""",
        id=strange.id,
        path=path.split(","),
        word=json.dumps(word),
    )

    assert await transactions.run(RunDueDrills()) == 1
    assert await transactions.run(lambda work: work.drill_timers.next_run_at()) is None
    async with engine.connect() as connection:
        kept = await connection.execute(text("SELECT drill_id FROM drill_timers"))
        assert kept.scalars().all() == [strange.id]
