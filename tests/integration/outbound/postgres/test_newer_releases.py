"""What a newer release wrote waits for its workers, and stops nobody else's work."""

from datetime import timedelta

from attrs import evolve
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from hikeshi.flow.work import Work
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.testing.builders import START, a_notice, new_id
from hikeshi.testing.conformance.flow import an_outbox_row
from hikeshi_server.inbound.worker.outbox_relay import OutboxRelay
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions

#: What the row of another release differs by.
OTHERS = (
    "consequence = 'tell_the_moon'",
    "type = 'incident.evaporated'",
    """event = jsonb_set(event, '{by,kind}', '"ghost"')""",
)


async def test_an_older_worker_leaves_rows_it_does_not_know(
    engine: AsyncEngine, transactions: PostgresTransactions
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


async def left(engine: AsyncEngine) -> list[tuple[object, ...]]:
    """Return what waits."""
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT * FROM outbox ORDER BY id"))
        return [tuple(row) for row in found]


async def test_an_older_worker_leaves_notices_it_has_no_words_for(
    engine: AsyncEngine, transactions: PostgresTransactions
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
