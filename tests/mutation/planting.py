"""Plants one breach of each rule in turn and expects the rule's test to fail: `make breaches`."""

import sys
from pathlib import Path

import pytest
from tests.mutation.breaches import BREACHES
from tests.mutation.trial import UNCHANGED, Laboratory, Trial

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 120.0


def main() -> None:
    """Print each rule with its verdict; end with 1 where a breach went unnoticed."""
    unnoticed: list[str] = ["nothing was tried"]

    def experiments(laboratory: Laboratory) -> None:
        unnoticed[:] = _unnoticed(laboratory)

    files = sorted({breach.test.partition("::")[0] for breach in BREACHES})
    options = ["-q", "--capture=no", "-p", "no:cacheprovider", "-p", "no:randomly"]
    pytest.main([*options, *files], plugins=[Laboratory(ROOT, experiments)])
    sys.exit("\n".join(unnoticed) or None)


def _unnoticed(laboratory: Laboratory) -> list[str]:
    """Return the breaches whose test passes, and the tests that fail without a breach."""
    trials = [
        Trial(breach.rule, breach.path, breach.source(ROOT), _items(laboratory, breach.test))
        for breach in BREACHES
    ]
    every = [test for trial in trials for test in trial.tests]
    unchanged = Trial(UNCHANGED, trials[0].path, (ROOT / trials[0].path).read_text("utf-8"), every)
    [(_, verdict)] = laboratory.verdicts([unchanged], workers=1, limit=LIMIT)
    if verdict != "survived":
        return ["tests fail without a breach"]
    wrong = []
    for trial, verdict in laboratory.verdicts(trials, workers=2, limit=LIMIT):
        print(f"{trial.id}: {'noticed' if verdict == 'killed' else verdict}", flush=True)
        if verdict != "killed":
            wrong.append(f"{trial.id}: {verdict}")
    return wrong


def _items(laboratory: Laboratory, test: str) -> list[str]:
    """Return a test with all of its parameters."""
    return [name for name in laboratory.items if name == test or name.startswith(f"{test}[")]


if __name__ == "__main__":
    main()
