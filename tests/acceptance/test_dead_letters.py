"""Pages that reach nobody are seen from outside, listed with the reason, and sent again."""

import json
import sys
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from hikeshi.flow.backlog import GROWING
from hikeshi_server.watch import hikeshi_watch
from tests.acceptance.test_bad_bodies import CONFIGURATION
from tests.product.installation import configure, settings, works
from tests.product.programs import HIKESHI, Program, Programs, free_port, programs
from tests.product.waiting import until

_ANA = {
    "key": "ana",
    "email": "ana@example.org",
    "contact_methods": [{"key": "log", "kind": "console", "verified": True}],
}
_REFUSED = """
UPDATE notifications SET status = 'failed', outcome = 'permanent', reason = '550 no such mailbox'
"""


async def test_dead_letters_are_seen_listed_sent_again_and_discarded(
    postgres_url: str, tmp_path: Path
) -> None:
    """Many of one hour make /readyz degraded, which the watch tells; the command lists them, and
    sends each again once, which ends the alarm; discarding them ends it, too."""
    port = free_port()
    url, environment = f"http://127.0.0.1:{port}", settings(postgres_url, port=port)
    async with (
        programs(tmp_path) as started,
        works(postgres_url) as transactions,
        httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client,
    ):
        key = (await configure(transactions, {**CONFIGURATION, "users": [_ANA]}))["generic"]
        api = started.hikeshi("api", "api", **environment)
        await api.until_ready(f"{url}/readyz")
        for number in range(GROWING):
            body = {"title": f"Down {number}", "dedup_key": str(number)}
            await client.post(f"/integrations/generic/{key}", json=body)
        await _refuse_all(postgres_url)

        script = (sys.executable, "-I", hikeshi_watch.__file__, url, "--once")
        watch = await _ended(started.start("watch", *script))
        listed = await _json(
            started, "list", "--reason", "MAILBOX", "--person", "ana", **environment
        )
        first = await _json(started, "replay", **environment)
        second = await _json(started, "replay", **environment)
        state = await _reaching(client)
        await _refuse_all(postgres_url)
        refused = await _reaching(client)
        why = ("--because", "a drill", "--force")
        gone = await _json(started, "discard", *why, **environment)
        discarded = await _reaching(client)

    assert watch.exit_code == 1
    assert f"reaching is degraded: {GROWING} pages of the last hour" in watch.said
    assert [row["reason"] for row in listed] == ["550 no such mailbox"] * GROWING
    assert (first["replayed"], first["skipped"]) == (GROWING, 0)
    assert (second["replayed"], second["items"], state) == (0, [], "ok")
    assert (gone["discarded"], gone["skipped"]) == (GROWING, 0)
    assert (refused, discarded) == ("degraded", "ok")


async def _reaching(client: httpx.AsyncClient) -> str:
    """Return what /readyz says of whether pages reach people."""
    found = (await client.get("/readyz")).json()["dependencies"]["reaching"]["state"]
    return str(found)


async def _json(started: Programs, verb: str, *options: str, **environment: str) -> Any:
    """Return what a command about dead letters prints."""
    command = (HIKESHI, "dead-letters", verb, "--json", *options)
    name = f"{verb}-{len(started.all)}"
    return json.loads((await _ended(started.start(name, *command, **environment))).said)


async def _ended(program: Program) -> Program:
    await until(lambda: program.exit_code is not None, 60, "its end")
    return program


async def _refuse_all(url: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute(_REFUSED)
    finally:
        await connection.close()
