"""Walks the chain of seals and says where the journal is not what was sealed."""

import hmac
from collections.abc import AsyncIterator, Iterable, Iterator
from uuid import UUID

from attrs import frozen

from hikeshi.audit.model.seal import GENESIS, digest_of
from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.json_text import from_json
from hikeshi_server.outbound.postgres.sealing import sign
from hikeshi_server.outbound.postgres.session import Row, Session
from hikeshi_server.outbound.postgres.transactions import transaction

#: Seals read at once.
AT_ONCE = 10
#: Faults told at most; the first ones say where to look.
MOST_FAULTS = 20

# One snapshot for the whole walk, so that what is sealed meanwhile is not missed halfway.
_FREEZE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
_SEALS = "SELECT * FROM audit_seals WHERE no > $1 ORDER BY no LIMIT $2"
_ENTRIES = """
SELECT id, type, actor_kind, actor_id, object_id, body FROM audit_entries
WHERE id = ANY($1::uuid[])
"""
_COUNTS = """
SELECT (SELECT count(*) FROM audit_entries) AS entries,
  (SELECT coalesce(sum(cardinality(entry_ids)), 0) FROM audit_seals) AS sealed,
  (SELECT coalesce(sum(cardinality(entry_ids)), 0) FROM audit_batches) AS waiting
"""


@frozen
class Verification:
    """What came of it.

    Args:
        entries: Sealed entries looked at.
        waiting: Entries not sealed yet.
        faults: Sentences saying what is wrong, where something is.
    """

    seals: int
    entries: int
    waiting: int
    faults: tuple[str, ...]

    @property
    def intact(self) -> bool:
        """Say whether the journal is what was sealed."""
        return not self.faults


async def verify(engine: PostgresEngine, keys: Iterable[bytes]) -> Verification:
    """Recompute every seal.

    Args:
        engine: The database.
        keys: Every key that may have signed a seal.
    """
    wanted, faults, seals, entries = tuple(keys), list[str](), 0, 0
    previous: Row | None = None
    async with transaction(engine) as session:
        await session.run(_FREEZE)
        async for seal, rows in _walk(session):
            faults += _faults(seal, previous, rows, wanted)
            seals, entries, previous = seals + 1, entries + len(seal["entry_ids"]), seal
        counts = await session.row(_COUNTS)
    waiting = counts["waiting"] if counts is not None else 0
    strangers = counts["entries"] - counts["sealed"] - waiting if counts is not None else 0
    if strangers > 0:
        faults.append(f"{strangers} entries stand in the journal that no work has written.")
    return Verification(seals, entries, waiting, tuple(faults[:MOST_FAULTS]))


async def _walk(session: Session) -> AsyncIterator[tuple[Row, dict[UUID, Row]]]:
    no = 0
    while seals := await session.rows(_SEALS, no, AT_ONCE):
        ids = [entry_id for seal in seals for entry_id in seal["entry_ids"]]
        rows = {row["id"]: row for row in await session.rows(_ENTRIES, ids)}
        for seal in seals:
            yield seal, rows
        no = seals[-1]["no"]


def _faults(
    seal: Row, previous: Row | None, rows: dict[UUID, Row], keys: tuple[bytes, ...]
) -> Iterator[str]:
    no = seal["no"]
    expected = previous["no"] + 1 if previous is not None else 1
    if no != expected:
        yield f"Seal {expected} is missing."
    position = previous["last_position"] if previous is not None else 0
    if (seal["first_position"], seal["last_position"]) != (
        position + 1,
        position + len(seal["entry_ids"]),
    ):
        yield f"Seal {no} does not begin where the seal before it ends."
    if seal["previous"] != (previous["digest"] if previous is not None else GENESIS):
        yield f"Seal {no} does not hold the digest of the seal before it."
    missing = [str(entry_id) for entry_id in seal["entry_ids"] if entry_id not in rows]
    if missing:
        yield f"Seal {no} holds entries that are gone: {', '.join(missing[:3])}."
        return
    found = [rows[entry_id] for entry_id in seal["entry_ids"]]
    if seal["digest"] != digest_of(no, seal["previous"], [row["body"] for row in found]):
        yield f"Seal {no} does not fit its entries: one of them was changed."
    if not any(hmac.compare_digest(seal["signature"], sign(key, seal["digest"])) for key in keys):
        yield f"Seal {no} was not signed by a key of this installation."
    yield from _wrong_columns(no, found)


def _wrong_columns(no: int, rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        body = from_json(row["body"])
        told = (body["id"], body["type"], body["by"]["kind"], body["by"]["id"], body["object_id"])
        names = ("id", "type", "actor_kind", "actor_id", "object_id")
        kept = (str(row[name]) if row[name] is not None else None for name in names)
        if told != tuple(kept):
            yield f"The columns of entry {row['id']} in seal {no} differ from what was sealed."
