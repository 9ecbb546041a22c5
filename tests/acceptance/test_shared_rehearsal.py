"""Many scenarios are shared among processes, and nobody can tell from the answer."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hikeshi_server.inbound.cli.processes import WORTH_SHARING
from tests.acceptance.test_bad_bodies import CONFIGURATION
from tests.product.programs import HIKESHI

COUNT = WORTH_SHARING + 21


def a_suite(folder: Path, **broken: Any) -> Path:
    """Write a suite of many scenarios; the last but five is made with these changes."""
    trigger = {"after_seconds": 0, "kind": "trigger", "service": "api", "dedup_key": "k"}
    scenarios: list[dict[str, Any]] = [
        {
            "name": f"scenario {number}",
            "start": f"2026-01-05T{number % 24:02d}:10:00Z",
            "until_seconds": 60 * number,
            "events": [{**trigger, "severity": f"sev{1 + number % 5}"}],
            "expect": {"final_status": "triggered" if number != 7 else "resolved"},
        }
        for number in range(COUNT)
    ]
    scenarios[-5]["events"][0] |= broken
    path = folder / "suite.json"
    path.write_text(
        json.dumps({"version": 1, "configuration": dict(CONFIGURATION), "scenarios": scenarios})
    )
    return path


def rehearse(path: Path, jobs: int) -> "subprocess.CompletedProcess[str]":
    """Run the command with so many processes."""
    command = [HIKESHI, "rehearse", str(path), "--json", "--jobs", str(jobs)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_the_report_is_the_same_however_many_processes_play(tmp_path: Path) -> None:
    """Order, pages, failures and exit code do not depend on who played what."""
    path = a_suite(tmp_path)
    alone, shared = rehearse(path, 1), rehearse(path, 3)

    assert (alone.returncode, shared.returncode) == (1, 1)
    assert json.loads(shared.stdout) == json.loads(alone.stdout)
    names = [scenario["name"] for scenario in json.loads(shared.stdout)["scenarios"]]
    assert names == [f"scenario {number}" for number in range(COUNT)]


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_fault_is_told_wherever_it_was_met(tmp_path: Path, jobs: int) -> None:
    """A scenario at fault is named with its place, also when another process met it."""
    refused = rehearse(a_suite(tmp_path, service="nobody-knows"), jobs)

    assert refused.returncode == 2
    assert f"/scenarios/{COUNT - 5}/events/0" in refused.stderr
    assert "nobody-knows" in refused.stderr
