"""What docs/reliability says of the last storm is what its logs say."""

import subprocess
import sys
from json import dumps, loads

from tests.product.programs import ROOT
from tests.storm.__main__ import FOLDER
from tests.storm.evidence import read_evidence
from tests.storm.recount import broken_promises, counted

PUBLISHED = loads((FOLDER / "storm.json").read_text("utf-8"))


def test_the_published_numbers_are_those_of_the_published_logs() -> None:
    """Recounting the archive gives every number of storm.json, and no broken promise."""
    evidence = read_evidence(FOLDER / "storm.zip")
    found = loads(dumps(counted(evidence)))

    assert list(broken_promises(evidence)) == PUBLISHED["broken promises"] == []
    assert {name: PUBLISHED[name] for name in found} == found
    assert found["alerts"]["posted and taken"] >= 10_000
    assert found["alerts"]["over services"] >= 40
    assert all(PUBLISHED["negative controls"].values())


def test_a_stranger_can_recount_with_python_alone() -> None:
    """The recount runs without any package, in the project's folder."""
    ran = subprocess.run(
        [sys.executable, "-E", "-S", "-m", "tests.storm.recount", str(FOLDER / "storm.zip")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=100,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    assert loads(ran.stdout)["pages"] == PUBLISHED["pages"]
