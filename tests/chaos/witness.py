"""The order in which things were committed, written by PostgreSQL itself, and the final state.

Wall clocks cannot say which of two commits came first. Triggers can, where the two were kept apart
by a lock: they run at the end of each transaction, while it still holds its locks.
"""

import asyncio
import json
import sys
from pathlib import Path

import asyncpg

WITNESS = """
CREATE TABLE witness (
  no bigserial PRIMARY KEY, kind text NOT NULL, incident_id uuid NOT NULL,
  notification_id uuid, attempt bigint, purpose text, status text,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE FUNCTION witness_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO witness (kind, incident_id, notification_id, attempt, purpose)
  SELECT 'attempt', NEW.incident_id, NEW.notification_id, NEW.number, purpose
  FROM notifications WHERE id = NEW.notification_id;
  RETURN NULL;
END $$;
CREATE FUNCTION witness_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO witness (kind, incident_id, status) VALUES ('status', NEW.id, NEW.status);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER witness_attempt AFTER INSERT ON delivery_attempts
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION witness_attempt();
CREATE CONSTRAINT TRIGGER witness_status AFTER UPDATE ON incidents
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION witness_status();
"""
_TABLES = {
    "alerts": "SELECT dedup_key, incident_id FROM alerts",
    "incidents": """
        SELECT i.id, i.status, i.number, i.severity, e.next_step_at, e.exhausted
        FROM incidents i JOIN escalations e ON e.incident_id = i.id""",
    "notifications": """
        SELECT id, incident_id, user_id, kind, step, round, purpose, status, outcome, reason,
               attempts, bundle_id, is_fallback
        FROM notifications""",
    "attempts": """
        SELECT notification_id, incident_id, number, worker, outcome, reason,
               evidence ->> 'sent' AS sent, started_at, finished_at
        FROM delivery_attempts
        ORDER BY notification_id, number""",
    "notices": "SELECT id, attempts FROM notices",
    "witness": "SELECT * FROM witness ORDER BY no",
}


async def install(url: str) -> None:
    """Let PostgreSQL write down the order of commits from now on."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute(WITNESS)
    finally:
        await connection.close()


async def write_state(url: str, path: Path) -> None:
    """Write what the database says now, as JSON."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            state = {
                name: [dict(row) for row in await connection.fetch(query)]
                for name, query in _TABLES.items()
            }
    finally:
        await connection.close()
    await asyncio.to_thread(path.write_text, json.dumps(state, default=str), "utf-8")


if __name__ == "__main__":
    asyncio.run(write_state(sys.argv[1], Path(sys.argv[2])))
