"""Runs the load client and pgbench, and reads what they saw."""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from tests.benchmarks.instance import Instance
from tests.benchmarks.results import ROOT

from hikeshi_server.outbound.postgres.embedded.binaries import environment, find_binaries

CONNECTIONS = 64
#: So many different keys are repeated.
KNOWN = 1000
PGBENCH_CLIENTS = 32
_ROW = json.dumps({"title": "disk full", "labels": {"host": "db1"}, "text": "x" * 540})
_runs = count(1)


def load(
    port: int,
    template: str,
    *,
    seconds: float,
    repeats: float = 0.0,
    rate: float | None = None,
    connections: int = CONNECTIONS,
) -> dict[str, Any]:
    """Send requests made of a template and return what came of it.

    Args:
        repeats: The share of requests that repeat one of `KNOWN` keys.
        rate: Requests a second; without it as fast as answers come.
    """
    plan = {
        "port": port,
        "template": template,
        "prefix": f"{next(_runs):03d}-",
        "seconds": seconds,
        "repeats": repeats,
        "known": KNOWN if repeats else 0,
        "rate": rate,
        "connections": connections,
    }
    command = [sys.executable, "-m", "tests.benchmarks.load_client", json.dumps(plan)]
    answer = subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(answer.stdout)
    if found["failures"]:
        raise SystemExit(f"{found['failures']} requests failed: the measurement is void")
    return found


def prepare_pgbench(instance: Instance) -> None:
    """Make the table pgbench writes to, beside the product's own."""
    instance.rows("CREATE TABLE pgbench_rows (id bigserial PRIMARY KEY, body jsonb NOT NULL)")


def pgbench(instance: Instance, seconds: int) -> float:
    """Return how many single-row transactions a second PostgreSQL alone commits."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"INSERT INTO pgbench_rows (body) VALUES ('{_ROW}');\n")
        script.flush()
        command = [
            find_binaries().program("pgbench"),
            *("-h", instance.socket_folder, "-U", "hikeshi", "-n", "-M", "prepared"),
            *("-c", str(PGBENCH_CLIENTS), "-j", "2", "-T", str(seconds), "-f", script.name),
            "hikeshi",
        ]
        answer = subprocess.run(
            command, check=True, capture_output=True, text=True, env=environment(), cwd=Path("/")
        )
    line = next(line for line in answer.stdout.splitlines() if line.startswith("tps"))
    return float(line.split()[2])


def medians(rounds: int, measures: Sequence[Callable[[], float]]) -> list[float]:
    """Return the median of each measure over interleaved rounds."""
    found = [[measure() for measure in measures] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*found, strict=True)]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value so many of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
