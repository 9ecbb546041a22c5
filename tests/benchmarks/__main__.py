"""Measures the product and prints each goal beside what was reached.

`make bench`, or `python -m tests.benchmarks [--quick] [--preferred] [--goal N …]`. Client, server,
PostgreSQL and peers share the cores of one machine, and absolute numbers wander: what counts are
ratios taken in the same run. Results are written to docs/benchmarks, misses included; only a ratio
below half of its goal ends with exit code 1, the clock never does.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen
from tests.benchmarks import first_page, ingestion, timers
from tests.benchmarks.instance import running
from tests.benchmarks.results import ROOT, Result, write

#: What is measured on a running instance: the file of the results and the goals in it.
ON_AN_INSTANCE = (
    # First what is asked of quiet hours: a storm of many minutes leaves PostgreSQL much to tidy.
    ("first_page", first_page.measure, frozenset({5, 6})),
    ("ingestion", ingestion.measure, frozenset({1, 2, 3})),
    ("timers", timers.measure, frozenset({7, 8})),
)
#: Programs of their own that print results as JSON, where they exist, with the goal they are for.
ALONE = (("oncall", 11), ("rehearsal", 13), ("coverage", 13))
GOALS = frozenset({11, 13, 14}.union(*(goals for _, _, goals in ON_AN_INSTANCE)))


@frozen
class Wanted:
    """What to measure and how long."""

    goals: frozenset[int]
    quick: bool
    preferred: bool
    command: str


def main() -> None:
    """Measure, print, write, and end with 1 where a ratio is below half of its goal."""
    wanted = _wanted()
    print(
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; "
        "client, server, PostgreSQL and peers share them."
    )
    if wanted.preferred:
        # Inherited by client, server, PostgreSQL and peers alike.
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    results = [*_on_an_instance(wanted), *_alone(wanted)]
    sys.exit(any(result.fails for result in results))


def _wanted() -> Wanted:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short rounds; nothing is written")
    parser.add_argument(
        "--preferred",
        action="store_true",
        help="run before everything else on a machine that is busy (needs root)",
    )
    parser.add_argument("--goal", type=int, action="append", choices=sorted(GOALS))
    found = parser.parse_args()
    goals = frozenset(found.goal) if found.goal else GOALS
    return Wanted(
        goals, found.quick, found.preferred, " ".join(["python -m tests.benchmarks", *sys.argv[1:]])
    )


def _on_an_instance(wanted: Wanted) -> list[Result]:
    if wanted.goals <= {goal for _, goal in ALONE}:
        return []
    results: list[Result] = []
    with (
        tempfile.TemporaryDirectory(prefix="hikeshi-bench-") as folder,
        running(Path(folder)) as instance,
    ):
        at_rest = Result(
            goal=14,
            name="memory of the one process at rest",
            value=instance.memory_mb(),
            unit="MB",
            target=timers.MOST_AT_REST_MB,
        )
        for name, measure, goals in ON_AN_INSTANCE:
            if not goals & wanted.goals:
                continue
            found = measure(instance, quick=wanted.quick, goals=goals & wanted.goals)
            results += _kept(name, found, wanted)
        if 14 in wanted.goals:
            results += _kept("memory", [at_rest], wanted)
    return results


def _alone(wanted: Wanted) -> list[Result]:
    results: list[Result] = []
    for name, goal in ALONE:
        module = f"tests.benchmarks.{name}"
        if goal not in wanted.goals or find_spec(module) is None:
            continue
        command = [sys.executable, "-m", module, "--json"]
        answer = subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        found = [
            Result(
                goal=row["goal"],
                name=row["name"],
                value=row["value"],
                unit=row["unit"],
                target=row["target"],
                peers=row.get("peers", {}),
            )
            for row in json.loads(answer.stdout)
        ]
        results += _kept(name, found, wanted)
    return results


def _kept(name: str, results: Sequence[Result], wanted: Wanted) -> Sequence[Result]:
    """Print results as they come, and write them unless the rounds were too short to keep."""
    for result in results:
        print(result.line, flush=True)
    if not wanted.quick:
        write(name, results, wanted.command)
    return results


if __name__ == "__main__":
    main()
