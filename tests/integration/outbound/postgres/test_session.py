"""Writes that go to the database together."""

import pytest

from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.session import Session
from hikeshi_server.outbound.postgres.statements import counting
from hikeshi_server.outbound.postgres.together import taken_apart, together
from hikeshi_server.outbound.postgres.transactions import transaction

ADD = "INSERT INTO things (id, name) SELECT * FROM unnest($1::int[], $2::text[])"
NAME = "UPDATE things t SET name = n.name FROM unnest($1::int[], $2::text[]) AS n (id, name) WHERE t.id = n.id"  # noqa: E501
BOTH = """
WITH added AS (SELECT * FROM unnest($1::int[]) AS a (id)),
  first AS (INSERT INTO things (id, name) SELECT id, 'both' FROM added)
INSERT INTO others (id) SELECT id FROM added
"""


async def made(session: Session) -> None:
    """Make two tables that go with the transaction."""
    for table in ("things (id int, name text)", "others (id int)"):
        await session.run(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP")


async def names(session: Session) -> dict[int, str]:
    """Return what the table holds."""
    return {row["id"]: row["name"] for row in await session.rows("SELECT id, name FROM things")}


async def test_what_waits_is_written_before_anything_is_read(engine: PostgresEngine) -> None:
    """A work reads its own writes, also those that had not gone to the database yet."""
    async with transaction(engine) as session:
        await made(session)
        await session.later(ADD, [1], ["one"])
        assert await names(session) == {1: "one"}


async def test_changes_of_one_table_keep_their_order(engine: PostgresEngine) -> None:
    """Of two changes of the same row the later one stays."""
    async with transaction(engine) as session:
        await made(session)
        await session.run(ADD, [1], ["one"])
        await session.later(NAME, [1], ["first"])
        await session.later(NAME, [1], ["second"])
        assert await names(session) == {1: "second"}


async def test_writes_of_several_steps_go_together_with_others(engine: PostgresEngine) -> None:
    """Names of steps and numbers of parameters never meet those of another write."""
    async with transaction(engine) as session:
        await made(session)
        await session.run(ADD, [1], ["one"])
        await session.later(NAME, [1], ["new"])
        await session.later(BOTH, [2, 3])
        assert await names(session) == {1: "new", 2: "both", 3: "both"}
        assert len(await session.rows("SELECT id FROM others")) == 2


async def test_each_write_is_counted_by_its_own_text(engine: PostgresEngine) -> None:
    """A loop of writes shows in the count although they go together."""
    async with transaction(engine) as session:
        await made(session)
        with counting() as count:
            await session.later(ADD, [1], ["one"])
            await session.later(BOTH, [2])
            await session.flush()
        assert count.by_text == {ADD: 1, BOTH: 1}


def test_a_write_names_what_it_changes_and_what_it_adds() -> None:
    """Rows only added are apart from rows changed: an insert and an update may go together."""
    assert taken_apart(ADD).targets == {"new things"}
    assert taken_apart(NAME).targets == {"things"}
    assert taken_apart(BOTH).targets == {"new things", "new others"}


def test_one_write_alone_stays_as_it_is() -> None:
    """What goes alone is prepared under its own text."""
    assert together((ADD,)) == ADD


def test_an_open_parenthesis_is_a_mistake() -> None:
    """A statement that cannot be taken apart is refused when it is first used."""
    with pytest.raises(ValueError, match="stays open"):
        taken_apart("WITH a AS (SELECT 1 INSERT INTO b SELECT 2")
