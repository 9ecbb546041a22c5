"""The journal is sealed after the commit, and every change to it shows."""

import asyncio

import pytest
from sqlalchemy import text

from hikeshi.audit.model.audit_entry import AuditEntry
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.kernel.ids import AuditEntryId
from hikeshi.memory.clock import FixedClock
from hikeshi.testing.builders import START, new_id
from hikeshi_server.outbound.postgres import sealing
from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.queries.audit import PostgresJournalReader
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.outbound.postgres.sealing import JournalSealing
from hikeshi_server.outbound.postgres.transactions import (
    PostgresTransactions,
)
from hikeshi_server.outbound.postgres.verification import verify

KEY = b"a key of this installation"


@pytest.fixture
def duty(engine: PostgresEngine, clock: FixedClock) -> JournalSealing:
    """The duty that seals."""
    return JournalSealing(engine, clock, KEY)


def an_entry(text: str = "見る") -> AuditEntry:
    """Return an entry with every field set."""
    return AuditEntry(
        id=AuditEntryId(new_id()),
        at=START,
        by=Actor(ActorKind.USER, new_id()),
        type="note.added",
        object_id=new_id(),
        facts={"text": text, "count": 2},
        request_id="req-1",
    )


async def write(transactions: PostgresTransactions, *entries: AuditEntry) -> None:
    """Write entries in one work."""
    await transactions.run(lambda work: work.journal.append_many(entries))


async def journal(engine: PostgresEngine, after: int = 0, limit: int = 100) -> list[AuditEntry]:
    """Read sealed entries beyond a position."""
    return list(await PostgresJournalReader(Reader(engine)).read_after(after, limit))


async def tamper(engine: PostgresEngine, statement: str) -> None:
    """Change the database behind Hikeshi's back."""
    async with engine.begin() as connection:
        await connection.execute(text(statement))


async def test_entries_get_positions_in_order(
    engine: PostgresEngine, transactions: PostgresTransactions, duty: JournalSealing
) -> None:
    """Sealed entries are read whole, by position, from anywhere, without a hole."""
    first, second, third = an_entry(), an_entry(), an_entry()
    await write(transactions, first, second)
    assert await journal(engine) == []

    assert await duty.run_once() == 2
    await write(transactions, third)
    assert await duty.run_once() == 1
    assert await duty.run_once() == 0

    found = await journal(engine)
    assert [entry.position for entry in found] == [1, 2, 3]
    assert [(e.id, e.facts, e.by, e.request_id) for e in found] == [
        (e.id, e.facts, e.by, e.request_id) for e in (first, second, third)
    ]
    assert [entry.id for entry in await journal(engine, after=1, limit=1)] == [second.id]


async def test_a_work_under_way_is_not_passed(
    engine: PostgresEngine, transactions: PostgresTransactions, duty: JournalSealing
) -> None:
    """Entries of a work that commits late come after those sealed before, and are never lost."""
    late, early = an_entry(), an_entry()
    written, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(work: Work) -> None:
        await work.journal.append_many([late])
        written.set()
        await go_on.wait()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(transactions.run(slowly))
        await written.wait()
        await write(transactions, early)
        assert await duty.run_once() == 1
        go_on.set()
    assert await duty.run_once() == 1

    assert [entry.id for entry in await journal(engine)] == [early.id, late.id]


async def test_two_who_seal_at_once_do_not_disturb_each_other(
    transactions: PostgresTransactions, duty: JournalSealing, engine: PostgresEngine
) -> None:
    """Of several processes one seals at a time; every entry is sealed once."""
    await write(transactions, *(an_entry() for _ in range(20)))

    sealed = await asyncio.gather(*(duty.run_once() for _ in range(5)))

    assert sum(sealed) == 20
    assert (await verify(engine, [KEY])).intact


async def test_long_runs_are_sealed_in_parts(
    transactions: PostgresTransactions,
    duty: JournalSealing,
    engine: PostgresEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A seal holds a limited number of entries, a transaction a limited number of works."""
    monkeypatch.setattr(sealing, "LONGEST_SEAL", 3)
    monkeypatch.setattr(sealing, "MOST_WORKS", 2)
    for _ in range(5):
        await write(transactions, an_entry(), an_entry())

    assert await duty.run_once() == 10

    verification = await verify(engine, [KEY])
    assert (verification.seals, verification.entries) == (5, 10)
    assert verification.intact
    assert [entry.position for entry in await journal(engine)] == list(range(1, 11))


TAMPERING = {
    "UPDATE audit_entries SET body = convert_to(replace(convert_from(body, 'UTF8'), 'secret', "
    "'other'), 'UTF8')": "does not fit its entries",
    "DELETE FROM audit_entries WHERE id = (SELECT entry_ids[1] FROM audit_seals WHERE no = 2)": (
        "holds entries that are gone"
    ),
    "UPDATE audit_entries SET actor_id = gen_random_uuid()": "differ from what was sealed",
    "DELETE FROM audit_seals WHERE no = 1": "Seal 1 is missing",
    "DELETE FROM audit_seals WHERE no = 2": "Seal 2 is missing",
    "UPDATE audit_seals SET signature = 'x'": "was not signed by a key",
    "UPDATE audit_seals SET entry_ids = entry_ids[1:1], last_position = first_position"
    " WHERE no = 3": "does not fit its entries",
    "INSERT INTO audit_entries (id, at, actor_kind, type, body)"
    " VALUES (gen_random_uuid(), now(), 'system', 'made.up', '{}')": "no work has written",
}


@pytest.mark.parametrize(("statement", "complaint"), TAMPERING.items())
async def test_every_change_shows(
    engine: PostgresEngine,
    transactions: PostgresTransactions,
    duty: JournalSealing,
    statement: str,
    complaint: str,
) -> None:
    """Whatever is changed, removed or added behind Hikeshi's back is found and named."""
    for _ in range(3):
        await write(transactions, an_entry("secret"), an_entry("secret"))
        await duty.run_once()
    assert (await verify(engine, [KEY])).intact

    await tamper(engine, statement)

    verification = await verify(engine, [KEY])
    assert not verification.intact
    assert complaint in " ".join(verification.faults)


async def test_an_old_key_still_counts(
    engine: PostgresEngine, transactions: PostgresTransactions, duty: JournalSealing
) -> None:
    """Seals signed before the key was changed stay valid; without that key they do not."""
    await write(transactions, an_entry())
    await duty.run_once()

    assert (await verify(engine, [b"new", KEY])).intact
    assert not (await verify(engine, [b"new"])).intact
