"""Negative controls: a fault put in on purpose, which the recount has to find."""

import shutil
import tempfile
from collections.abc import Callable
from json import dumps, loads
from pathlib import Path
from typing import Any

from hikeshi_server.outbound.postgres.embedded import EmbeddedPostgres
from tests.chaos.doomed import Point
from tests.chaos.evidence import read_evidence
from tests.chaos.nursery import Nursery
from tests.chaos.recount import broken_promises
from tests.chaos.storm import meanwhile, storm
from tests.postgres import migrate
from tests.product.programs import programs
from tests.product.waiting import until


def without_a_line(folder: Path) -> list[str]:
    """Return what the recount says where a receiver never wrote down one page it took."""
    evidence = read_evidence(folder)
    sent = {p["id"] for p in evidence.pages if p["status"] == "sent" and not p["bundle_id"]}
    once = next(key for key, found in evidence.by_key.items() if len(found) == 1 and key in sent)
    return _changed(
        folder,
        f"{evidence.by_key[once][0].kind}.jsonl",
        lambda row: None if row["key"] == once else row,
    )


def without_a_name(folder: Path) -> list[str]:
    """Return what the recount says where each mail about several left out the last of them."""
    return _changed(
        folder,
        "email.jsonl",
        lambda row: {**row, "named": row["named"][: max(1, row["count"] - 1)]},
    )


def _changed(
    folder: Path, log: str, change: Callable[[dict[str, Any]], dict[str, Any] | None]
) -> list[str]:
    """Return what the recount says of the same logs with each line of one of them changed."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(shutil.copytree(folder, Path(name) / "logs"))
        lines = (copy / log).read_text("utf-8").splitlines()
        rows = [row for line in lines if (row := change(loads(line))) is not None]
        (copy / log).write_text("".join(dumps(row) + "\n" for row in rows), "utf-8")
        return list(broken_promises(read_evidence(copy)))


async def late_claims(folder: Path, database_url: str, point: Point) -> list[str]:
    """Return what the recount says of claims that wait for an acknowledgement on the way.

    Args:
        folder: For the logs.
        database_url: An empty database on the newest schema.
        point: Whether they look again, as the product does, or not.
    """
    async with programs(folder) as started, storm(started, database_url) as weather:
        weather.nursery = Nursery(started)
        await weather.nursery.ready()
        await weather.start("api")
        await weather.start("worker", point)
        await weather.until_ready()
        async with meanwhile(weather.keep_up(), weather.acknowledge(1.0, every=0.4)):
            async with meanwhile(weather.send(every=0.1)):
                await until(lambda: weather.posted >= 25, 30, "25 alerts")
            await weather.until_calm(40)
        await weather.write_state()
    return list(broken_promises(read_evidence(folder)))


async def without_the_second_look() -> list[str]:
    """Return what the recount says where claims do not look again whether somebody acknowledged."""
    with (
        tempfile.TemporaryDirectory(prefix="hk-") as data,
        tempfile.TemporaryDirectory(prefix="hk-", ignore_cleanup_errors=True) as logs,
    ):
        postgres = EmbeddedPostgres.start(Path(data) / "pg", {"fsync": "off"})
        try:
            migrate(postgres.url)
            return await late_claims(Path(logs), postgres.url, Point.STALE_CLAIM)
        finally:
            postgres.stop()
