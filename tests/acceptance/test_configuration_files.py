"""The commands that ask a running server: export, plan and apply, a fault, and drills."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import httpx

from tests.product.installation import settings
from tests.product.programs import free_port, programs
from tests.unit.configuration.builders import SAMPLE

EMAIL, PASSWORD = "olga@example.org", "correct horse battery"
SCOPES = ["read", "respond", "configure", "administer", "own"]


async def token_of(url: str) -> str:
    """Return an API token of the owner."""
    async with httpx.AsyncClient(base_url=f"{url}/api/v1") as client:
        answer = await client.post("/auth/login", json={"email": EMAIL, "password": PASSWORD})
        bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        body = {"name": "git", "scopes": SCOPES}
        made = await client.post("/api-tokens", json=body, headers=bearer)
        return str(made.json()["token"])


async def hikeshi(url: str, token: str, *words: object) -> "subprocess.CompletedProcess[str]":
    """Run a command as in CI."""
    return await asyncio.to_thread(
        subprocess.run,
        [Path(sys.executable).with_name("hikeshi"), *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "HIKESHI_SERVER_URL": url, "HIKESHI_API_TOKEN": token},
    )


async def run_a_drill(url: str, token: str) -> None:
    """Drills are listed and run by key; what nobody can do says so, and so does the exit code."""
    listed = await hikeshi(url, token, "drill", "list", "--json")
    assert [each["key"] for each in json.loads(listed.stdout)] == ["quarterly", "wednesday"]
    shown = (await hikeshi(url, token, "drill", "list")).stdout.splitlines()
    assert [line.split()[0] for line in shown] == ["drill", "quarterly", "wednesday"]
    ran = await hikeshi(url, token, "drill", "run", "quarterly")
    assert ran.returncode == 0, ran.stderr
    assert "ana is paged (team:sre) and has until " in ran.stdout
    again = await hikeshi(url, token, "drill", "run", "quarterly", "--json")
    assert (again.returncode, again.stdout) == (1, "")
    assert "The drill runs already" in again.stderr
    unknown = await hikeshi(url, token, "drill", "run", "no such")
    assert (unknown.returncode, unknown.stdout) == (2, "")


async def test_files_are_planned_applied_and_exported(postgres_url: str, tmp_path: Path) -> None:
    """Plan says what comes, apply does it, again it is nothing; a faulty directory does nothing."""
    async with programs(tmp_path) as started:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        environment = settings(postgres_url, port=port)
        environment |= {"HIKESHI_ADMIN_EMAIL": EMAIL, "HIKESHI_ADMIN_PASSWORD": PASSWORD}
        api = started.hikeshi("api", "api", **environment)
        await api.until_ready(f"{url}/readyz")
        token = await token_of(url)

        planned = await hikeshi(url, token, "plan", SAMPLE, "--exit-code")
        assert planned.returncode == 1, planned.stderr
        assert "+ services api" in planned.stdout
        assert "users owner: not in the files" in planned.stdout

        applied = await hikeshi(url, token, "apply", SAMPLE, "--yes")
        assert applied.returncode == 0, applied.stderr
        assert "Applied: 9 to create" in applied.stdout
        again = await hikeshi(url, token, "plan", SAMPLE, "--exit-code")
        assert (again.returncode, again.stdout.splitlines()[0]) == (0, "Nothing changes.")

        await run_a_drill(url, token)

        directory = tmp_path / "files"
        exported = await hikeshi(url, token, "export", "-o", directory)
        assert exported.returncode == 0, exported.stderr
        assert {path.name for path in directory.iterdir()} == {
            *("organisation.yaml", "responders.yaml", "sre.yaml")
        }
        same = await hikeshi(url, token, "apply", directory, "--delete", "--yes")
        assert (same.returncode, same.stdout.splitlines()[0]) == (0, "Nothing changes.")

        (directory / "web.yaml").write_text("services:\n  - key: web\n    team: sree\n", "utf-8")
        faulty = await hikeshi(url, token, "apply", directory, "--yes")
        assert faulty.returncode == 2
        assert f"{directory}/web.yaml:3:11 /services/" in faulty.stderr
        assert "there is no team “sree” (did you mean “sre”?)" in faulty.stderr
        refused = await hikeshi(url, "hik_nothing", "plan", SAMPLE)
        assert refused.returncode == 2
