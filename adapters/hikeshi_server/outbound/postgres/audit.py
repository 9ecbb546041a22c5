"""The journal in PostgreSQL: entries as canonical bytes, appended and never changed."""

from collections.abc import Sequence
from uuid import UUID

from attrs import frozen

from hikeshi.audit.model.audit_entry import AuditEntry
from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.kernel.conversion import parse_instant, rfc3339
from hikeshi.kernel.ids import AuditEntryId
from hikeshi_server.outbound.postgres.json_text import from_json, to_canonical_json
from hikeshi_server.outbound.postgres.session import Row, Session

# Values of the type json are kept to the letter: what is written is what will be sealed.
_APPEND = """
WITH added AS (
  SELECT e.*, b.body, b.place FROM json_array_elements($1::text::json) WITH ORDINALITY
  AS b (body, place), json_to_record(b.body)
  AS e (id uuid, at timestamptz, by json, type text, object_id uuid, request_id text)
), batch AS (
  INSERT INTO audit_batches (entry_ids) SELECT array_agg(id ORDER BY place) FROM added
)
INSERT INTO audit_entries (id, at, actor_kind, actor_id, type, object_id, request_id, body)
SELECT id, at, by->>'kind', (by->>'id')::uuid, type, object_id, request_id,
  convert_to(body::text, 'UTF8')
FROM added ORDER BY place
"""


@frozen
class PostgresJournal:
    """Keeps the audit entries of works."""

    _session: Session

    async def append_many(self, entries: Sequence[AuditEntry]) -> None:
        """Write entries; none is ever changed."""
        bodies = b",".join(body_of(entry) for entry in entries)
        await self._session.later(_APPEND, f"[{bodies.decode()}]")


def body_of(entry: AuditEntry) -> bytes:
    """Return the canonical bytes of an entry: JSON with sorted keys."""
    return to_canonical_json(
        {
            "at": rfc3339(entry.at),
            "by": {"id": entry.by.id, "kind": entry.by.kind},
            "facts": entry.facts,
            "id": entry.id,
            "object_id": entry.object_id,
            "request_id": entry.request_id,
            "type": entry.type,
        }
    )


def to_entry(row: Row) -> AuditEntry:
    """Return the entry of a row; everything in it comes from the sealed bytes."""
    body = from_json(row["body"])
    by = body["by"]
    return AuditEntry(
        id=AuditEntryId(row["id"]),
        at=parse_instant(body["at"]),
        by=Actor(ActorKind(by["kind"]), _uuid(by["id"])),
        type=body["type"],
        object_id=_uuid(body["object_id"]),
        facts=body["facts"],
        request_id=body["request_id"],
        position=row["position"],
    )


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text is not None else None
