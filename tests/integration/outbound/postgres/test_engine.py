"""How the pool lets PostgreSQL plan what batches ask."""

import pytest

from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.notification_queue import LOCK_DUE_OF_SAME
from hikeshi_server.outbound.postgres.transactions import transaction

_WANTED = "json_to_recordset($1::text::json) AS w (integration_id uuid, dedup_key text)"
BATCHES = {
    "read": f"SELECT i.alert_id FROM {_WANTED} JOIN alert_identities i"
    " USING (integration_id, dedup_key)",
    "write": "UPDATE alerts a SET count = n.count"
    " FROM json_to_recordset($1::text::json) AS n (id uuid, count bigint) WHERE a.id = n.id",
}


async def generic_plan(engine: PostgresEngine, statement: str, values: str) -> str:
    """Return the plan PostgreSQL keeps for a statement, whatever its values are."""
    async with transaction(engine) as session:
        await session.run("SET LOCAL plan_cache_mode = force_generic_plan")
        await session.run(f"PREPARE asked {statement}")
        found = await session.rows(f"EXPLAIN EXECUTE asked ({values})")
        await session.run("DEALLOCATE asked")
    return "\n".join(row["QUERY PLAN"] for row in found)


@pytest.mark.parametrize("statement", BATCHES.values(), ids=BATCHES)
async def test_a_plan_made_on_an_empty_table_is_good_on_a_full_one(
    engine: PostgresEngine, statement: str
) -> None:
    """A batch goes to its rows by their index, however small the table was when it was planned."""
    plan = await generic_plan(engine, f"(text) AS {statement}", "'[]'")

    assert "Index Cond" in plan
    assert "Hash" not in plan
    assert "Merge" not in plan


async def test_what_is_due_of_a_few_incidents_is_not_looked_for_in_all_that_is_due(
    engine: PostgresEngine,
) -> None:
    """With ten thousand pages waiting those of a claimed incident are found by the incident."""
    claim = f"(timestamptz, uuid[], uuid[]) AS {LOCK_DUE_OF_SAME}"
    plan = await generic_plan(engine, claim, "now(), '{}', '{}'")

    assert "notifications_incident_id_id" in plan
    assert "notifications_due" not in plan
    assert "notifications_lease_until" not in plan
