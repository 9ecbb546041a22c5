"""Commands that look into a database say in one line what keeps them from it."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.postgres import Cluster
from tests.product.installation import SECRET_KEYS

from hikeshi_server.inbound.cli.main import hikeshi
from hikeshi_server.outbound.postgres.engine import create_engine

LOOKING = (
    ["explain", "1"],
    ["hold", "release"],
    ["dead-letters", "list"],
    ["audit", "verify"],
)
_REST = "INSERT INTO provider_rests (worker, provider, seen_at) VALUES ('w', 'smtp-2', now())"


@pytest.mark.parametrize(
    ("revision", "advice"),
    [("0022_pre_discards", "hikeshi migrate"), ("9999_post_later", "the release that migrated it")],
)
def test_another_schema_is_one_line(
    postgres_url: str, tmp_path: Path, revision: str, advice: str
) -> None:
    """On a schema that is behind or ahead every command says what to do, and does nothing."""
    _do(postgres_url, f"UPDATE alembic_version SET version_num = '{revision}'")
    _do(postgres_url, f"UPDATE schema_floor SET revision = '{revision}'")

    for words in LOOKING:
        found = _run(words, postgres_url, tmp_path)
        assert (found.exit_code, found.stdout) == (2, ""), words
        assert (found.stderr.count("\n"), advice in found.stderr) == (1, True), found.stderr
    seen = _doctor(postgres_url, tmp_path)

    assert (seen["database"]["state"], seen["schema"]["state"]) == ("ok", "wrong")
    assert advice in seen["schema"]["advice"]


def test_a_schema_that_only_got_more_is_one_to_work_on(postgres_url: str, tmp_path: Path) -> None:
    """A newer release has run `pre` migrations: what this one knows is still there."""
    _do(postgres_url, "UPDATE alembic_version SET version_num = '9999_pre_later'")

    assert _run(["pages"], postgres_url, tmp_path).exit_code == 0
    assert _doctor(postgres_url, tmp_path)["schema"]["state"] == "ok"
    found = _run(["migrate", "--check"], postgres_url, tmp_path)
    assert (found.exit_code, found.stderr) == (0, "0 migrations to run.\n")


def test_a_database_that_is_not_there_is_one_line(
    postgres_cluster: Cluster, tmp_path: Path
) -> None:
    """Where no database of that name exists, its setting is named, also by the doctor."""
    url = postgres_cluster.url("nowhere")

    found, seen = _run(["pages"], url, tmp_path), _doctor(url, tmp_path)

    assert (found.exit_code, found.stderr.count("\n")) == (2, 1)
    assert found.stderr.startswith("hikeshi: HIKESHI_DATABASE_URL: ")
    assert seen["database"]["advice"].startswith("HIKESHI_DATABASE_URL: ")


def test_the_doctor_says_which_provider_rests_at_a_worker(
    postgres_url: str, tmp_path: Path
) -> None:
    """What a worker wrote down of its providers is a finding, with the provider's name."""
    well = _doctor(postgres_url, tmp_path)["providers"]
    _do(postgres_url, _REST)

    assert well["state"] == "ok"
    seen = _doctor(postgres_url, tmp_path)["providers"]
    assert (seen["state"], "smtp-2" in seen["advice"]) == ("wrong", True)


def _run(words: Sequence[str], url: str, folder: Path) -> Result:
    environment = {
        "HIKESHI_DATABASE_URL": url,
        "HIKESHI_DATA_DIR": str(folder / "data"),
        "HIKESHI_SECRET_KEYS": SECRET_KEYS,
    }
    return CliRunner(env=environment).invoke(hikeshi, words)


def _doctor(url: str, folder: Path) -> dict[str, dict[str, str]]:
    told = json.loads(_run(["doctor", "--json"], url, folder).stdout)
    return {finding["name"]: finding for finding in told["findings"]}


def _do(url: str, statement: str) -> None:
    async def run() -> None:
        engine = create_engine(url)
        async with engine.begin() as connection:
            await connection.exec_driver_sql(statement)
        await engine.dispose()

    asyncio.run(run())
