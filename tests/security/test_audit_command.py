"""`hikeshi audit verify` says whether somebody changed the journal behind our back."""

import asyncio
import json
import os
import subprocess
import sys

import pytest
from sqlalchemy import text

from hikeshi.audit.model.audit_entry import AuditEntry
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import AuditEntryId
from hikeshi.memory.clock import FixedClock
from hikeshi.testing.builders import START, new_id
from hikeshi_server.outbound.postgres.audit import PostgresJournal
from hikeshi_server.outbound.postgres.engine import create_engine
from hikeshi_server.outbound.postgres.sealing import KEY_LABEL, JournalSealing
from hikeshi_server.outbound.postgres.transactions import transaction
from hikeshi_server.outbound.secrets import derive_key, parse_secret_keys

SECRET = "MDEyMzQ1Njc4OWFiY2RlZkdISUpLTE1OT1BRUlNUVVY="


@pytest.fixture
def sealed(postgres_url):
    """A database with a sealed entry; its address."""

    async def fill():
        engine = create_engine(postgres_url)
        entry = AuditEntry(
            id=AuditEntryId(new_id()),
            at=START,
            by=SYSTEM,
            type="t",
            object_id=None,
            facts={},
            request_id=None,
        )
        async with transaction(engine) as session:
            await PostgresJournal(session).append_many((entry,))
        key = derive_key(parse_secret_keys(SECRET)[0], KEY_LABEL)
        await JournalSealing(engine, FixedClock(START), key).run_once()
        await engine.dispose()

    asyncio.run(fill())
    return postgres_url


def change(url, statement):
    """Change the database behind Hikeshi's back."""

    async def run():
        engine = create_engine(url)
        async with engine.begin() as connection:
            await connection.execute(text(statement))
        await engine.dispose()

    asyncio.run(run())


def verify(url, folder):
    """Run the command as an operator does."""
    main = "from hikeshi_server.entrypoints.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", main, "audit", "verify", "--json"],
        env={
            **os.environ,
            "HIKESHI_DATABASE_URL": url,
            "HIKESHI_SECRET_KEYS": SECRET,
            "HIKESHI_DATA_DIR": str(folder),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_untouched_journal_is_intact(sealed, tmp_path):
    """Exit 0 and the counts."""
    result = verify(sealed, tmp_path)

    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == {
        "intact": True,
        "seals": 1,
        "entries": 1,
        "waiting": 0,
        "faults": [],
    }


def test_a_changed_journal_exits_with_1(sealed, tmp_path):
    """What was removed or changed is named, and the exit code says so."""
    change(sealed, "UPDATE audit_entries SET type = 'other'")

    result = verify(sealed, tmp_path)

    assert result.returncode == 1, result.stderr
    assert json.loads(result.stdout)["faults"]
