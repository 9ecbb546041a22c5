"""One measured number beside its goal, and the files they are kept in."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import Factory, frozen

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "benchmarks"
RATIO = "×"


@frozen(kw_only=True)
class Result:
    """A number that was measured.

    Args:
        goal: Number of the goal in the list of goals.
        unit: `×` is a ratio to a peer measured in the same run, and more is better; of all other
            units less is better.
        target: The goal; nothing where a number only explains others.
        peers: What was measured beside it in the same run.
    """

    goal: int
    name: str
    value: float
    unit: str
    target: float | None
    peers: Mapping[str, Any] = Factory(dict)

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; nothing without one."""
        if self.target is None:
            return None
        return self.value >= self.target if self.unit == RATIO else self.value <= self.target

    @property
    def fails(self) -> bool:
        """Whether it is a ratio below half of its goal: the clock alone never fails."""
        return self.unit == RATIO and self.target is not None and self.value < self.target / 2

    @property
    def line(self) -> str:
        """The result as one line."""
        goal = "" if self.target is None else f"goal {self.target:g} {self.unit}"
        verdict = {True: "met", False: "missed", None: ""}[self.met]
        if self.fails:
            verdict = "MISSED BY MORE THAN HALF"
        peers = "  ".join(f"{name}: {value}" for name, value in self.peers.items())
        return (
            f"{self.goal:>3}  {self.name:<68} {self.value:>9g} {self.unit:<3} "
            f"{goal:<14} {verdict:<7}{'  ' if peers else ''}{peers}"
        )


def write(name: str, results: Sequence[Result], command: str) -> None:
    """Write the results of one module to its file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = [
        {
            "goal": result.goal,
            "name": result.name,
            "value": result.value,
            "unit": result.unit,
            "target": result.target,
            "met": result.met,
            "peers": dict(result.peers),
            "command": command,
            "commit": _commit(),
            "cores": os.cpu_count(),
            "at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        }
        for result in results
    ]
    text = json.dumps(rows, ensure_ascii=False, indent=2)
    (FOLDER / f"{name}.json").write_text(f"{text}\n", "utf-8")


def _commit() -> str:
    commit = _git("rev-parse", "--short", "HEAD") or "unknown"
    changed = _git("status", "--porcelain", "--", "packages", "adapters")
    return f"{commit} with changes" if changed else commit


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
