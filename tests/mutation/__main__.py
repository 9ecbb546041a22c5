"""Changes the product a little, again and again, and counts how often a test notices.

`make mutation ARGS="oncall --sample 300 --seed 1"`. Mutants are drawn with cosmic-ray's operators
and a few of our own; each is tried by the tests that reach its line, until the first fails. Results
are written to .cache/mutation; what they mean is recorded in docs/quality/mutation.md.
"""

import argparse
import json
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.mutation import selection
from tests.mutation.statistics import CAUGHT, sentence
from tests.mutation.trial import UNCHANGED, Laboratory, Trial

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "mutation"
DRAWING = CACHE / "venv" / "bin" / "python"
PACKAGES = ("oncall", "incidents", "flow")
#: Seconds until a mutant counts as endless; patience with slow tests ends before.
LIMIT = 90.0


def main() -> None:
    """Draw, try, print and write."""
    wanted = _wanted()
    if wanted.record or not (CACHE / "coverage").exists():
        selection.record(CACHE, wanted.workers)
    chosen = selection.read(CACHE, ROOT)

    def experiments(laboratory: Laboratory) -> None:
        for package in wanted.packages or PACKAGES:
            _package(package, wanted, chosen, laboratory)

    options = ["-q", "--capture=no", "-p", "no:cacheprovider", "-p", "no:randomly"]
    pytest.main([*options, *selection.FAST], plugins=[Laboratory(ROOT, experiments)])


def _wanted() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutation")
    parser.add_argument("packages", nargs="*", help=f"of {', '.join(PACKAGES)}")
    parser.add_argument("--sample", type=int, default=300, help="mutants a package, 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="only those nobody noticed last time")
    parser.add_argument("--record", action="store_true", help="find out anew who tests what")
    return parser.parse_args()


def _package(
    package: str,
    wanted: argparse.Namespace,
    chosen: selection.Selection,
    laboratory: Laboratory,
) -> None:
    """Try the mutants of one package."""
    drawn = _drawn(package, wanted)
    report = CACHE / f"{package}-{wanted.seed}.json"
    known = {r["id"]: r for r in json.loads(report.read_text("utf-8"))} if wanted.again else {}
    caught = {key for key, result in known.items() if result["verdict"] in CAUGHT}
    mutants = {m["id"]: m for m in drawn["mutants"] if m["id"] not in caught}
    near = f"tests/unit/{package}/"
    # What was written since the recording comes first: patience ends before the slow ones.
    unrecorded = (test for test in laboratory.items if test not in chosen.seconds)
    written = [test for test in unrecorded if test.startswith((near, "tests/flow/"))]
    trials = [
        Trial(
            key,
            m["path"],
            m["source"],
            [*dict.fromkeys([*written, *chosen.tests(m["path"], m["line"], near)])],
        )
        for key, m in mutants.items()
    ]
    _unchanged_survives(laboratory, trials)
    began = time.monotonic()
    for trial, verdict in laboratory.verdicts(trials, workers=wanted.workers, limit=LIMIT):
        mutant = {k: v for k, v in mutants[trial.id].items() if k != "source"}
        known[trial.id] = {**mutant, "verdict": verdict, "tests": len(trial.tests)}
        report.write_text(json.dumps([*known.values()], indent=1), "utf-8")
        if verdict not in CAUGHT:
            print(
                f"{verdict}: {trial.id}\n  - {mutant['before']}\n  + {mutant['after']}", flush=True
            )
    counts = Counter(result["verdict"] for result in known.values())
    print(sentence(package, drawn["population"], counts))
    print(f"{package}: {time.monotonic() - began:.0f} s, {drawn['version']}", flush=True)


def _drawn(package: str, wanted: argparse.Namespace) -> dict[str, Any]:
    """Have the mutants made in the environment of cosmic-ray."""
    options = ["--sample", str(wanted.sample), "--seed", str(wanted.seed)]
    program = Path(__file__).with_name("mutants.py")
    answer = subprocess.run(
        [str(DRAWING), str(program), str(ROOT), f"packages/hikeshi/{package}", *options],
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(answer.stdout)


def _unchanged_survives(laboratory: Laboratory, trials: list[Trial]) -> None:
    """Refuse to count if tests fail by themselves: every verdict would be a lie."""
    tests = sorted({test for trial in trials for test in trial.tests[:3]})
    path = trials[0].path
    unchanged = Trial(UNCHANGED, path, (ROOT / path).read_text("utf-8"), tests)
    [(_, verdict)] = laboratory.verdicts([unchanged], workers=1, limit=600)
    if verdict == "unreached":
        return
    if verdict != "survived":
        raise SystemExit("tests fail without a mutant: run `make mutation ARGS=--record`")


if __name__ == "__main__":
    main()
