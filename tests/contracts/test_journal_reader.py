"""The journal is followed the same way in memory and in PostgreSQL."""

from collections.abc import Awaitable, Callable
from typing import Any

from hikeshi.audit.queries import JournalReader
from hikeshi.flow.work import Work
from hikeshi.incidents.events import NoteAdded
from hikeshi.kernel.actor import SYSTEM
from hikeshi.memory.clock import FixedClock
from hikeshi.memory.queries import InMemoryJournalReader
from hikeshi.memory.transactions import InMemoryTransactions
from hikeshi.testing.builders import START, an_incident, new_id
from hikeshi_server.outbound.postgres.queries.audit import PostgresJournalReader
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.outbound.postgres.sealing import JournalSealing


def _following(transactions: Any) -> tuple[JournalReader, Callable[[], Awaitable[object]]]:
    """Return what follows the journal, and what gives entries their positions."""
    if isinstance(transactions, InMemoryTransactions):
        return InMemoryJournalReader(transactions.store), _nothing_to_seal
    sealing = JournalSealing(transactions.engine, FixedClock(START), b"key")
    return PostgresJournalReader(Reader(transactions.engine)), sealing.run_once


async def _nothing_to_seal() -> None:
    """In memory an entry has its position at once."""


async def test_the_journal_is_followed_by_position(transactions: Any) -> None:
    """Entries are read after a position, in order, page by page, and none twice."""
    reader, sealed = _following(transactions)
    incident = an_incident()

    async def note(work: Work, text: str) -> None:
        work.record(NoteAdded(id=new_id(), at=START, by=SYSTEM, incident_id=incident.id, text=text))

    assert await reader.last_position() == 0
    for text in ("first", "second", "third"):
        await transactions.run(lambda work, text=text: note(work, text))
    await sealed()

    first = await reader.read_after(0, 2)
    second = await reader.read_after(2, 2)

    assert [entry.position for entry in (*first, *second)] == [1, 2, 3]
    assert [entry.facts["text"] for entry in (*first, *second)] == ["first", "second", "third"]
    assert await reader.last_position() == 3
    assert list(await reader.read_after(3, 2)) == []
